"""Amounts and dates as people really type them."""

from datetime import date
from decimal import Decimal

import pytest

from cotisations.simulateur.saisie import lire_date, lire_revenu


@pytest.mark.parametrize(
    ("texte", "montant"),
    [
        ("45000", "45000"),
        ("45 000,50 €", "45000.50"),
        ("45\u202f000\u00a0€", "45000"),
        ("45.000,50", "45000.50"),
        ("45.000", "45000"),
        ("1.234.567", "1234567"),
        ("45000.5", "45000.5"),
        ("45'000", "45000"),
        (" 0 ", "0"),
        ("\u221212", "-12"),
        ("45 000 euros", "45000"),
    ],
)
def test_un_montant_se_lit_comme_il_s_ecrit(texte: str, montant: str) -> None:
    assert lire_revenu(texte) == Decimal(montant)


@pytest.mark.parametrize("texte", ["", "abc", "1e5", "NaN", "1,234", "--5", "1.5.5", "5 €€", "٣", "1" * 13, "45k"])
def test_le_reste_n_est_pas_un_montant(texte: str) -> None:
    with pytest.raises(ValueError, match="par exemple"):
        lire_revenu(texte)


@pytest.mark.parametrize("texte", ["2026-04-01", "01/04/2026", "1/4/2026", " 01.04.2026 "])
def test_une_date_se_lit(texte: str) -> None:
    assert lire_date(texte) == date(2026, 4, 1)


@pytest.mark.parametrize("texte", ["", "31/02/2026", "2026", "demain", "04/2026"])
def test_le_reste_n_est_pas_une_date(texte: str) -> None:
    with pytest.raises(ValueError, match="par exemple"):
        lire_date(texte)
