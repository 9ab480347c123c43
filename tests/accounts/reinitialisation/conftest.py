"""A fund of two thousand dossiers, its decoys frozen, and visitors who ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.enums import TypeDossier
from accounts.envois import depot
from accounts.management.commands.geler_leurres import _adresses
from accounts.models import Dossier
from accounts.reinitialisation.effectifs import compter
from accounts.reinitialisation.services import geler_leurres
from tests.accounts.captcha.essai import resoudre
from tests.harnais.personas import creer_dossier

OUBLI, CHOIX, ENREGISTREE = "/mot-de-passe-oublie/", "/mot-de-passe-oublie/choix/", "/mot-de-passe-oublie/demande/"
SUIVI = "/mot-de-passe-oublie/suivi/"
HABITANTS = 2000
_DOMAINES = {
    "gmail.com": 300, "orange.fr": 130, "hotmail.fr": 90, "wanadoo.fr": 80, "cabinet-{}.fr": 120, "soins-{}.com": 60,
    "kine-{}.fr": 60, "ortho-{}.net": 40, "ime-{}.org": 30,
}  # fmt: skip
_PRENOMS = ("alice", "bruno", "chantal", "denise", "emma", "fabien", "gaelle", "hugo", "irene", "joris", "katia")
_NOMS = ("fictive", "exemple", "factice", "imaginaire", "invente", "postiche", "simule", "specimen", "modele")


@pytest.fixture(autouse=True)
def _cle(settings: Settings) -> None:
    """Decoys drawn with a key of the tests, and challenges that cost nothing."""
    settings.CLE_LEURRES, settings.CAPTCHA_TRAVAIL = "clé des essais", 2


@pytest.fixture(autouse=True)
def courtier_repose() -> Iterator[None]:
    """No test suffers from the broker that another one silenced."""
    depot._courtier.muet_jusqu_a = 0.0
    yield
    depot._courtier.muet_jusqu_a = 0.0


def population(graine: int = 1) -> Iterator[str]:
    """Addresses as a fund has them, one in eight missing."""
    hasard = Random(graine)
    for rang in range(HABITANTS):
        (domaine,) = hasard.choices(list(_DOMAINES), list(_DOMAINES.values()))
        nom = f"{hasard.choice(_PRENOMS)}.{hasard.choice(_NOMS)}@{domaine.format(rang)}"
        if "cabinet" in domaine and hasard.random() < 0.5:
            nom = f"contact@{domaine.format(rang)}"
        yield "" if hasard.random() < 0.125 else nom


@pytest.fixture
def caisse(db: None) -> list[str]:
    """The numéros of the dossiers that exist; those above 5000000 do not."""
    modele = creer_dossier("1000000", courriel="")
    champs = {f.attname: getattr(modele, f.attname) for f in Dossier._meta.fields if f.name not in {"id", "public_id"}}
    adresses = list(population())
    Dossier.objects.bulk_create(
        Dossier(**{**champs, "numero": str(1_000_001 + rang), "courriel": adresse})
        for rang, adresse in enumerate(adresses)
    )
    modele.delete()
    geler_leurres(effectifs=compter(_adresses), par=None)
    return [str(1_000_001 + rang) for rang in range(HABITANTS)]


@dataclass
class Visiteur:
    """Someone at their own address."""

    client: Client
    adresse: str = "192.0.2.1"

    def saisie(self, numero: str, /, **autres: str) -> dict[str, str]:
        """What the first page sends, the box ticked."""
        defi = self.client.get("/captcha/reinitialisation/defi/", REMOTE_ADDR=self.adresse).json()
        type_dossier = TypeDossier.AFFILIE if len(numero) == 7 else TypeDossier.AYANT_DROIT
        return {"type_dossier": type_dossier.value, "numero": numero, "captcha": resoudre(defi), **autres}

    def nommer(self, numero: str, /, **autres: str) -> Any:
        return self.client.post(OUBLI, self.saisie(numero, **autres), REMOTE_ADDR=self.adresse)

    def voir(self) -> Any:
        return self.client.get(CHOIX, REMOTE_ADDR=self.adresse)

    def choisir(self, canal: str) -> Any:
        return self.client.post(CHOIX, {"canal": canal}, REMOTE_ADDR=self.adresse)


def visiteur(rang: int) -> Visiteur:
    """The `rang`th of many, each at an address and on a network of their own."""
    return Visiteur(Client(), f"10.{rang >> 8 & 255}.{rang & 255}.1")
