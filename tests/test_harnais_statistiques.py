"""The two statistics, against values of the tables."""

import pytest

from tests.harnais.statistiques import ecart_ks, p_khi2, seuil_ks, survie_khi2


@pytest.mark.parametrize(
    ("khi2", "degres", "attendu"),
    [(3.841, 1, 0.05), (6.635, 1, 0.01), (11.070, 5, 0.05), (15.086, 5, 0.01), (29.588, 10, 0.001), (18.307, 10, 0.05)],
)
def test_la_queue_du_khi2(khi2: float, degres: int, attendu: float) -> None:
    assert survie_khi2(khi2, degres) == pytest.approx(attendu, abs=0.003)


def test_le_khi2_d_un_tableau() -> None:
    """40/60 against 50/150: expected 30/70 and 60/140, χ² = 100/30 + 100/70 + 100/60 + 100/140 = 7.143."""
    assert p_khi2("a" * 40 + "b" * 60, "a" * 50 + "b" * 150) == pytest.approx(0.00753, abs=0.003)
    assert p_khi2("ab" * 500, "ba" * 500) > 0.9
    assert p_khi2("a" * 1000, "a" * 900 + "b" * 100) < 1e-12


def test_les_categories_rares_sont_comptees_ensemble() -> None:
    assert p_khi2([*range(50), *"a" * 950], [*range(50, 100), *"a" * 950]) > 0.9


def test_l_ecart_de_kolmogorov_smirnov() -> None:
    assert ecart_ks([1, 2, 3, 4], [1, 2, 3, 4]) == 0
    assert ecart_ks([1, 2, 3, 4], [3, 4, 5, 6]) == 0.5
    assert ecart_ks([1, 2], [3, 4]) == 1
    assert seuil_ks(250, 250, risque=0.01) == pytest.approx(0.1456, abs=0.0005)
