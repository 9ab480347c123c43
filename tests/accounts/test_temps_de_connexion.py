"""Time tells nothing: the same work, then the same times, whatever the dossier is or is not."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from pytest_django import Settings

from accounts.models import NiveauSeau
from accounts.reprise import lire_ancienne
from tests.harnais.chronometrage import se_distinguent
from tests.harnais.personas import MOT_DE_PASSE, creer_dossier, creer_titulaire
from tests.harnais.travail import Travail, travail

pytestmark = pytest.mark.django_db
ITERATIONS = 40_000
NUMEROS = {
    "connu": "1000001",
    "inconnu": "1000002",
    "sans compte": "1000003",
    "inactif": "1000004",
    "inutilisable": "1000005",
    "repris": "1000006",
    "repris, moins cher": "1000007",
}


def reprise(iterations: int) -> str:
    ancienne = lire_ancienne(PBKDF2PasswordHasher().encode(MOT_DE_PASSE, "selselselsel", iterations))
    assert ancienne
    return ancienne.enveloppee()


@pytest.fixture(autouse=True)
def _population(db: None, empreinte: str, settings: Settings) -> None:
    settings.DEMONSTRATION = False  # the list of fictitious people takes longer than all the rest
    creer_titulaire(NUMEROS["connu"], empreinte)
    creer_dossier(NUMEROS["sans compte"])
    inactif = creer_titulaire(NUMEROS["inactif"], empreinte).compte
    inactif.is_active = False
    inactif.save()
    creer_titulaire(NUMEROS["inutilisable"], "!")


@pytest.fixture
def _reprises(settings: Settings) -> None:
    settings.HACHAGE_REPRIS_ITERATIONS = ITERATIONS
    creer_titulaire(NUMEROS["repris"], reprise(ITERATIONS))
    creer_titulaire(NUMEROS["repris, moins cher"], reprise(ITERATIONS // 4))


def essai(cas: str, mot_de_passe: str = "Faux-2026") -> Any:
    """One try, from a browser and with limits that remember nothing."""
    NiveauSeau.objects.all().delete()
    saisie = {"type_dossier": "affilie", "numero": NUMEROS[cas], "mot_de_passe": mot_de_passe}
    return Client().post("/connexion/", saisie)


def essais(*cas: str) -> list[Callable[[], object]]:
    return [lambda cas=un: essai(cas) for un in cas]  # type: ignore[misc] # binds each


@pytest.mark.usefixtures("_reprises")
@pytest.mark.parametrize("cas", NUMEROS)
def test_chaque_refus_coute_le_meme_travail(cas: str) -> None:
    with travail() as fait:
        assert essai(cas).status_code == 200
    assert fait == Travail(argon2id=1, iterations=ITERATIONS)


@pytest.mark.usefixtures("_reprises")
def test_un_inactif_qui_connait_son_mot_de_passe_ne_coute_pas_plus() -> None:
    with travail() as fait:
        assert essai("inactif", MOT_DE_PASSE).status_code == 200
    assert fait == Travail(argon2id=1, iterations=ITERATIONS)


@pytest.mark.parametrize("cas", ["connu", "inconnu", "sans compte", "inactif", "inutilisable"])
def test_sans_reprise_rien_de_plus(cas: str) -> None:
    with travail() as fait:
        essai(cas)
    assert fait == Travail(argon2id=1, iterations=0)


def test_les_temps_ne_distinguent_personne() -> None:
    essai("connu")  # warms
    cas = ("connu", "inconnu", "sans compte", "inactif", "inutilisable")
    assert [cas[rang] for rang in se_distinguent(essais(*cas))] == []


@pytest.mark.usefixtures("_reprises")
def test_les_temps_ne_disent_pas_qui_vient_de_l_ancien_site() -> None:
    essai("repris")
    cas = ("inconnu", "repris", "repris, moins cher", "connu")
    assert [cas[rang] for rang in se_distinguent(essais(*cas))] == []


@pytest.mark.usefixtures("_reprises")
def test_le_controle_voit_un_travail_qui_manque() -> None:
    """The same question on sabotaged variants: it must answer."""
    with patch("accounts.authentification.make_password"):
        assert se_distinguent(essais("connu", "inconnu"), fois=15, tours=2) == [1]
    with patch("accounts.authentification.completer_le_travail"):
        assert se_distinguent(essais("inconnu", "repris"), fois=15, tours=2) == [1]
