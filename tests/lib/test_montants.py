"""Money never loses a cent between what is typed, kept and shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carpimko_portal.lib.montants import ecrire_montant, en_centimes, en_euros

CENTIMES = st.integers(min_value=-(10**17) + 1, max_value=10**17 - 1)


@given(CENTIMES)
def test_un_montant_revient_tel_quel(centimes: int) -> None:
    euros = en_euros(centimes)
    assert euros * 100 == centimes
    assert en_centimes(f"{euros:.2f}") == centimes
    assert en_centimes(f"{euros:.2f}".replace(".", ",")) == centimes


@given(CENTIMES)
def test_le_montant_ecrit_dit_le_montant(centimes: int) -> None:
    ecrit = ecrire_montant(centimes)
    assert ecrit.endswith("\u202f€")
    assert " " not in ecrit
    lu = ecrit.removesuffix("\u202f€").replace("\u202f", "").replace("\u2212", "-")
    assert en_centimes(lu) == centimes


@pytest.mark.parametrize(
    ("texte", "centimes"),
    [("1234,5", 123450), ("1234.50", 123450), ("-12", -1200), (" 0,01 ", 1), ("0", 0), ("-0,10", -10)],
)
def test_les_ecritures_admises(texte: str, centimes: int) -> None:
    assert en_centimes(texte) == centimes


@pytest.mark.parametrize(
    "texte",
    ["", "1 234,50", "1e3", "1,234", "1,2,3", "12,", ",50", "+1", "--1", "NaN", "12€", "٣", "1\u202f000", "9" * 16],
)
def test_le_reste_est_refuse(texte: str) -> None:
    with pytest.raises(ValueError, match="montant illisible"):
        en_centimes(texte)


def test_les_milliers_et_le_signe_sont_francais() -> None:
    assert ecrire_montant(-123456789) == "\u2212\u202f1\u202f234\u202f567,89\u202f€"
    assert ecrire_montant(0) == "0,00\u202f€"
    assert en_euros(-5) == Decimal("-0.05")
