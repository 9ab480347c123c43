"""The back office in a real browser: an agent comes in, walks through every page, and does something."""

import time
import uuid
from base64 import b32decode
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from accounts.administration.roles import ROLES
from accounts.models import Envoi
from accounts.models.authentificateur import PAS, code_du_pas
from tests.administration.conftest import Agent, CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import MOT_DE_PASSE, Persona

pytestmark = [pytest.mark.e2e, pytest.mark.une_fois]
FENETRES = [Fenetre(360), Fenetre(1280, sombre=True), Fenetre(360, sombre=True, javascript=False)]
PAGES = [
    ("", "Ce qui vous attend"),
    ("accounts/dossier/", "Dossiers"),
    ("accounts/envoi/?etat__exact=echec", "E-mails"),
    ("accounts/entreejournal/", "Journal"),
    ("accounts/entreejournal/verification/", "Vérifier la chaîne"),
    ("accounts/essaisdelheure/", "Limites"),
    ("accounts/compte/", "Agents"),
    ("cotisations/echeance/", "Échéances"),
    ("cotisations/ecriture/", "Écritures"),
]


@pytest.fixture(params=FENETRES, ids=str)
def visiteur(
    request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer, navigateur: Browser
) -> Iterator[Visite]:
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


def entrer(visiteur: Visite, agent: Agent, code: str) -> None:
    page = visiteur.page
    page.goto("/admin/")
    visiteur.arriver("Connexion des agents")
    page.get_by_label("Identifiant", exact=True).fill(agent.compte.identifiant)
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    page.get_by_label("Code à six chiffres").fill(code)
    page.get_by_role("button", name="Connexion", exact=True).click()


def test_un_agent_parcourt_le_guichet(visiteur: Visite, creer_agent: CreerAgent, affilie: Persona) -> None:  # noqa: F811
    Envoi.objects.create(genre="compte-ouvert", cle=str(uuid.uuid4()), dossier=affilie.dossier, etat="echec")
    agent = creer_agent(*ROLES, nom="adresse.assez.longue.d.un.agent")
    entrer(visiteur, agent, agent.code())
    for adresse, titre in PAGES:
        visiteur.page.goto(f"/admin/{adresse}")
        visiteur.arriver(titre)
    page = visiteur.page
    page.goto("/admin/accounts/dossier/")
    page.get_by_role("link", name=affilie.dossier.numero).click()
    visiteur.arriver("Dossier")
    page.get_by_role("link", name="Débloquer les tentatives").click()
    visiteur.arriver("Débloquer les tentatives")
    page.get_by_role("button", name="Débloquer les tentatives").click()
    expect(page.get_by_role("status")).to_contain_text("sont débloquées")
    visiteur.arriver("Dossier")


def test_une_premiere_connexion(visiteur: Visite, creer_agent: CreerAgent) -> None:  # noqa: F811
    agent = creer_agent("Courriers", installe=False)
    entrer(visiteur, agent, "")
    visiteur.arriver("Première connexion")
    page = visiteur.page
    expect(page.get_by_role("img", name="Dessin à lire avec votre application")).to_be_visible()
    page.get_by_label("Nouveau mot de passe").fill("Quatre mots bien choisis, et 7")
    page.get_by_label("Le même mot de passe").fill("Quatre mots bien choisis, et 7")
    page.get_by_text("Vous ne pouvez pas lire le dessin").click()
    cle = b32decode((page.locator("details code").text_content() or "").replace(" ", ""))
    page.get_by_label("Code à six chiffres").fill(code_du_pas(cle, int(time.time()) // PAS))
    page.get_by_role("button", name="Enregistrer").click()
    visiteur.arriver("Ce qui vous attend")
