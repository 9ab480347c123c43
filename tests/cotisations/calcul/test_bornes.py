"""The lowest and the highest of each line, year by year, as official texts and pages of the caisse print them."""

from datetime import date
from decimal import Decimal

import pytest

from cotisations.calcul import Regime, Simulation, Situation, bareme_de, simuler
from cotisations.calcul.abattement import abattement

pytestmark = pytest.mark.une_fois
_TRES_HAUT = Decimal(1_000_000)


def euros(simulation: Simulation, *regimes: Regime) -> Decimal:
    return sum((Decimal(ligne.montant) / 100 for ligne in simulation.lignes if ligne.regime in regimes), Decimal(0))


def points(simulation: Simulation, regime: Regime) -> Decimal | None:
    return next(ligne.points for ligne in simulation.lignes if ligne.regime is regime)


@pytest.mark.parametrize(
    ("annee", "provisionnel", "haut", "bas"),
    [
        (2023, False, (3621, 4113), (417, 95)),
        (2024, False, (3816, 4335), (431, 98)),
        (2025, False, (4112, 4404), (467, 100)),
        (2025, True, (3876, 4404), (440, 100)),
        (2026, False, (4196, 4494), (472, 101)),
    ],
)
def test_le_regime_de_base(annee: int, provisionnel: bool, haut: tuple[int, int], bas: tuple[int, int]) -> None:
    for revenu, attendus in ((_TRES_HAUT, haut), (Decimal(0), bas)):
        simulation = simuler(Situation(annee, revenu, provisionnel=provisionnel))
        assert [euros(simulation, Regime.BASE_T1), euros(simulation, Regime.BASE_T2)] == [*map(Decimal, attendus)]


@pytest.mark.parametrize(("annee", "t1", "t2"), [(2023, 525, 25), (2024, 525, 25), (2025, 557, 25), (2026, 557, 25)])
def test_les_points_de_base(annee: int, t1: int, t2: int) -> None:
    simulation = simuler(Situation(annee, _TRES_HAUT))
    assert [points(simulation, Regime.BASE_T1), points(simulation, Regime.BASE_T2)] == [Decimal(t1), Decimal(t2)]


@pytest.mark.parametrize(
    ("annee", "bas", "haut", "points_max"),
    [
        (2023, 1944, 7290, "30"),
        (2024, 2176, 8160, "30"),
        (2025, 2312, 8670, "30"),
        (2026, 2091, 12544, "32.08"),
    ],
)
def test_la_complementaire(annee: int, bas: int, haut: int, points_max: str) -> None:
    assert euros(simuler(Situation(annee, Decimal(0))), Regime.COMPLEMENTAIRE) == bas
    simulation = simuler(Situation(annee, _TRES_HAUT))
    assert euros(simulation, Regime.COMPLEMENTAIRE) == haut
    assert points(simulation, Regime.COMPLEMENTAIRE) == Decimal(points_max)


@pytest.mark.parametrize(
    ("annee", "forfait", "rid"), [(2023, 211, 862), (2024, 219, 1022), (2025, 222, 1022), (2026, 224, 1022)]
)
def test_les_forfaits(annee: int, forfait: int, rid: int) -> None:
    simulation = simuler(Situation(annee, Decimal(40_000)))
    assert euros(simulation, Regime.ASV_FORFAIT) == forfait
    assert euros(simulation, Regime.ASV_PROPORTIONNELLE) == 64
    assert euros(simulation, Regime.INVALIDITE_DECES) == rid


@pytest.mark.parametrize(
    ("annee", "un", "quatre"),
    [(2023, "1690.50", "6762"), (2024, "1747.50", "6990"), (2025, "1782", "7128"), (2026, "1803", "7212")],
)
def test_les_trimestres(annee: int, un: str, quatre: str) -> None:
    """Whatever the income, the minimum base has three."""
    assert simuler(Situation(annee, Decimal(quatre))).trimestres == 4
    assert simuler(Situation(annee, Decimal(quatre) - Decimal("0.01"))).trimestres == 3
    assert simuler(Situation(annee, Decimal(0))).trimestres == 3
    assert Decimal(un) * 4 == Decimal(quatre)
    bareme = bareme_de(annee)
    assert bareme.base.trimestre_en_smic.valeur * bareme.reperes.smic_horaire.valeur == Decimal(un)


@pytest.mark.parametrize(("annee", "bas", "haut"), [(2025, 829, 61_230), (2026, 846, 62_478)])
def test_l_abattement_a_deux_bornes(annee: int, bas: int, haut: int) -> None:
    assert abattement(Decimal(0), bareme_de(annee)) == bas
    assert abattement(_TRES_HAUT, bareme_de(annee)) == haut


@pytest.mark.parametrize(("annee", "debut", "total"), [(2025, True, 4460), (2025, False, 4504), (2026, True, 4305)])
def test_une_premiere_annee_appelee_et_due(annee: int, debut: bool, total: int) -> None:
    simulation = simuler(Situation(annee, debut_activite=date(annee, 1, 1), provisionnel=debut))
    assert simulation.total == total * 100
