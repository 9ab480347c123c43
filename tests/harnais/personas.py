"""The people of the tests, obviously fictitious."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.enums import Profession, RoleAcces, Sexe, StatutDossier, TypeDossier
from accounts.models import Acces, Compte, Dossier
from accounts.sessions import ouvrir_session

MOT_DE_PASSE = "Phrase-de-test-2026"
_BACKEND = "accounts.authentification.NumeroDeDossier"


@dataclass(frozen=True)
class Persona:
    """Someone, and the door they come through. An agent has neither accès nor dossier."""

    compte: Compte
    acces: Acces | None = None

    @property
    def dossier(self) -> Dossier:
        assert self.acces, "cette personne n’a pas de dossier"
        return self.acces.dossier


def creer_dossier(numero: str, **champs: Any) -> Dossier:
    """A dossier whose type follows from the length of its numéro."""
    affilie = len(numero) == 7
    defauts: dict[str, Any] = {
        "type": TypeDossier.AFFILIE if affilie else TypeDossier.AYANT_DROIT,
        "statut": StatutDossier.COTISANT if affilie else StatutDossier.REVERSION,
        "nom_naissance": "FICTIVE",
        "prenoms": "Alice Marie",
        "sexe": Sexe.FEMME,
        "date_naissance": date(1980, 2, 29),
        "voie": "1 RUE DE L EXEMPLE",
        "code_postal": "00000",
        "localite": "VILLE-FICTIVE",
        "courriel": f"dossier-{numero}@portail.example",
    }
    if affilie:
        defauts |= {"profession": Profession.INFIRMIER, "est_conventionne": True, "date_affiliation": date(2010, 1, 1)}
    return Dossier.objects.create(numero=numero, **{**defauts, **champs})


def creer_compte(empreinte: str, **champs: Any) -> Compte:
    """`empreinte`: the hash of the password, computed once for all personas."""
    return Compte.objects.create(identifiant=str(uuid.uuid4()), password=empreinte, **champs)


def creer_titulaire(numero: str, empreinte: str, **champs: Any) -> Persona:
    compte = creer_compte(empreinte)
    dossier = creer_dossier(numero, **champs)
    return Persona(compte, Acces.objects.create(compte=compte, dossier=dossier, role=RoleAcces.TITULAIRE))


def ouvrir(client: Client, persona: Persona) -> None:
    """Logs the persona in without hashing; the session starts as `connecter` starts it."""
    client.force_login(persona.compte, backend=_BACKEND)
    session = client.session
    ouvrir_session(session, acces=persona.acces or Acces(), maintenant=timezone.now())  # an accès that leads nowhere
    session.save()
