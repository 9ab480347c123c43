"""Agents of each role, with the telephone that gives their codes."""

import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import django_otp
import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from accounts.administration.roles import ROLES, poser_les_roles
from accounts.agents.confiance import noter_code
from accounts.models import Authentificateur, Compte
from accounts.models.authentificateur import PAS, code_du_pas
from accounts.sessions import ouvrir_session_agent
from carpimko_portal.lib.coffre import sceller
from tests.harnais.client import ClientStrict

CLE = b"cle-des-essais-admin"
_BACKEND = "accounts.authentification.Agents"


@dataclass(frozen=True)
class Agent:
    """Someone of the caisse."""

    compte: Compte

    def code(self, decalage: int = 0) -> str:
        """The code shown now, or `decalage` codes later."""
        return code_du_pas(CLE, int(time.time()) // PAS + decalage)

    def navigateur(self, *, verifie: bool = True, client: Client | None = None) -> Client:
        """The browser of this agent, logged in; with a code or without."""
        client = client or ClientStrict()
        client.force_login(self.compte, backend=_BACKEND)
        session = client.session
        ouvrir_session_agent(session, maintenant=timezone.now())
        if verifie:
            requete = HttpRequest()
            requete.session, requete.user = session, self.compte
            django_otp.login(requete, Authentificateur.objects.get(user=self.compte))
            noter_code(session, maintenant=timezone.now())
        else:
            noter_cle(session, self.compte)
        session.save()
        return client


def noter_cle(session: SessionBase, compte: Compte) -> None:
    """The session sets up the telephone of the tests."""
    scellee = sceller(CLE, contexte=f"installation:{compte.public_id}".encode())
    session["cle_a_installer"] = b64encode(scellee).decode()


CreerAgent = Callable[..., Agent]


@pytest.fixture
def creer_agent(db: None, empreinte: str) -> CreerAgent:
    poser_les_roles(apps)  # transactional tests empty every table

    def creer(*roles: str, nom: str = "agent", installe: bool = True) -> Agent:
        compte = Compte.objects.create(identifiant=f"{nom}@caisse.example", password=empreinte, est_agent=True)
        compte.groups.set(Group.objects.filter(name__in=roles))
        appareil = Authentificateur(
            user=compte, confirmed=installe, a_installer_avant=timezone.now() + timedelta(hours=72)
        )
        if installe:
            appareil.cle = CLE
        appareil.save()
        return Agent(compte)

    return creer


@pytest.fixture
def tout_role(creer_agent: CreerAgent) -> Agent:
    """An agent with every role."""
    return creer_agent(*ROLES, nom="tout")
