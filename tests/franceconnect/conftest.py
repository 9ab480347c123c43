"""The portal in front of a FranceConnect that the test controls."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from pytest_django import Settings

from accounts.enums import MethodeLien
from accounts.franceconnect.services import associer_franceconnect
from accounts.models import LienFranceConnect
from tests.franceconnect.fournisseur import CLIENT, SECRET, SUB, Fournisseur, ouvert
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

DEPART, RETOUR = "/franceconnect/connexion/", "/franceconnect/retour/"


@pytest.fixture
def fournisseur(settings: Settings) -> Iterator[Fournisseur]:
    with ouvert(Fournisseur()) as pair:
        settings.FRANCECONNECT_EMETTEUR = pair.emetteur
        settings.FRANCECONNECT_CLIENT_ID, settings.FRANCECONNECT_CLIENT_SECRET = CLIENT, SECRET
        yield pair


@dataclass
class Personne:
    """Someone with a browser, going to FranceConnect and back."""

    client: ClientStrict
    fournisseur: Fournisseur

    def partir(self, adresse: str = DEPART) -> dict[str, str]:
        """The parameters FranceConnect receives; the nonce goes into the tokens to come."""
        demande = dict(parse_qsl(urlsplit(self.client.get(adresse)["Location"]).query))
        self.fournisseur.nonce = demande["nonce"]
        return demande

    def revenir(self, state: str, **parametres: str) -> Any:
        suite = {"code": "le-code", "state": state, "iss": self.fournisseur.emetteur, **parametres}
        return self.client.get(f"{RETOUR}?{urlencode({nom: v for nom, v in suite.items() if v})}")

    def passer(self, adresse: str = DEPART) -> Any:
        """There and back."""
        return self.revenir(self.partir(adresse)["state"])

    def est_entree(self) -> bool:
        return "_auth_user_id" in self.client.session

    def dit(self, adresse: str) -> str:
        """The page, with the messages that lead to it."""
        return str(self.client.get(adresse).content.decode())


@pytest.fixture
def personne(db: None, client: ClientStrict, fournisseur: Fournisseur) -> Personne:
    return Personne(client, fournisseur)


@pytest.fixture
def alice(affilie: Persona) -> Persona:
    """Her civil status is that of the provider's person."""
    affilie.dossier.commune_naissance_cog = "75107"
    affilie.dossier.save(update_fields=["commune_naissance_cog"])
    return affilie


@pytest.fixture
def lien(alice: Persona) -> LienFranceConnect:
    """Alice has come by FranceConnect before."""
    return associer_franceconnect(dossier=alice.dossier, sub=SUB, methode=MethodeLien.PIVOT, par=alice.compte)
