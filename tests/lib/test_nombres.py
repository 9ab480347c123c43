"""Numbers as people read them."""

from datetime import timedelta

import pytest

from carpimko_portal.lib.dates import ecrire_duree
from carpimko_portal.lib.nombres import ecrire_iban, ecrire_numero, ecrire_poids
from carpimko_portal.lib.pays import nom_du_pays


@pytest.mark.parametrize(
    ("valeur", "lue"), [("0123456", "0 123 456"), ("123456789", "123 456 789"), ("12", "12"), ("", "")]
)
def test_un_numero_par_groupes_de_trois(valeur: str, lue: str) -> None:
    assert ecrire_numero(valeur).replace("\u202f", " ") == lue


def test_un_iban_par_groupes_de_quatre() -> None:
    assert ecrire_iban("FR76 00000000000000000000097") == "FR76 0000 0000 0000 0000 0000 097"


@pytest.mark.parametrize(("octets", "lu"), [(1, "1 ko"), (32_400, "32 ko"), (999_600, "1,0 Mo"), (1_400_000, "1,4 Mo")])
def test_un_poids(octets: int, lu: str) -> None:
    assert ecrire_poids(octets).replace("\u202f", " ") == lu


@pytest.mark.parametrize(
    ("duree", "lue"),
    [
        (timedelta(minutes=20), "20 minutes"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=1), "1 heure"),
        (timedelta(hours=12), "12 heures"),
        (timedelta(minutes=1), "1 minute"),
    ],
)
def test_une_duree(duree: timedelta, lue: str) -> None:
    assert ecrire_duree(duree).replace("\u00a0", " ") == lue


@pytest.mark.parametrize(("code", "nom"), [("BE", "Belgique"), ("CI", "Côte d’Ivoire"), ("QQ", "QQ"), ("", "")])
def test_un_pays(code: str, nom: str) -> None:
    assert nom_du_pays(code) == nom
