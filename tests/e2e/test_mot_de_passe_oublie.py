"""Alice finds a provisional password in her mailbox; Denise, who has no e-mail, asks for a letter."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.envois.livraison import distribuer
from accounts.models import DemandeMotDePasse, SecretProvisoire
from accounts.provisoires.symboles import normaliser
from accounts.reinitialisation.traitement import traiter_demandes
from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import Persona, creer_dossier

pytestmark = pytest.mark.e2e
FENETRES = [Fenetre(360), Fenetre(1280, sombre=True)]


@pytest.fixture
def boite(settings: Settings, tmp_path: Path) -> None:
    """A mailbox of this test's own."""
    settings.EMAIL_BACKEND = "demonstration.courriels.BoiteDeDemonstration"
    settings.REPERTOIRE_DONNEES = tmp_path


@pytest.fixture(params=FENETRES, ids=str)
def moi(
    request: pytest.FixtureRequest, transactional_db: None, boite: None, live_server: LiveServer, navigateur: Browser
) -> Iterator[Visite]:
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


def test_alice_retrouve_un_mot_de_passe_dans_sa_boite(moi: Visite, affilie: Persona) -> None:
    moi.page.goto("/connexion/")
    moi.aller("Mot de passe oublié / Première connexion\u202f?")
    je_nomme_mon_dossier(moi, "Affilié", "1234567")
    expect(moi.page.get_by_text("adresse de votre comptable")).to_be_visible()
    moi.page.get_by_label(re.compile("Par mail à l’adresse")).check()
    moi.page.get_by_role("button", name="Valider votre choix").click()
    moi.arriver("Votre demande est enregistrée")
    assert (traiter_demandes(), distribuer().envoyes) == (1, 1)
    secret = je_lis_mon_courriel(moi)
    assert check_password(secret, SecretProvisoire.objects.get().empreinte)


def test_denise_demande_une_lettre_et_la_suit(moi: Visite) -> None:
    creer_dossier("123456789", courriel="")
    moi.page.goto("/premiere-connexion/")
    je_nomme_mon_dossier(moi, "Ayant droit", "123456789")
    expect(moi.page.get_by_label(re.compile("Par mail"))).to_have_count(0)
    moi.page.get_by_role("button", name="Valider votre choix").click()
    moi.arriver("Votre demande est enregistrée")
    moi.page.get_by_role("button", name="Suivre ma demande").click()
    moi.arriver("Où en est votre demande")
    expect(moi.page.get_by_text("Remise à La Poste", exact=True)).to_be_visible()
    assert DemandeMotDePasse.objects.get().reference not in moi.page.url
    moi.aller("Suivre une autre demande")
    moi.arriver("Suivre ma demande")


def je_nomme_mon_dossier(moi: Visite, type_dossier: str, numero: str) -> None:
    moi.arriver("Vous avez oublié votre mot de passe")
    moi.page.get_by_label(type_dossier, exact=True).check()
    moi.page.get_by_label("Numéro de dossier", exact=True).fill(numero)
    moi.page.get_by_role("checkbox", name="Je ne suis pas un robot", exact=True).check()
    moi.page.get_by_role("button", name="Réinitialiser le mot de passe").click()
    moi.arriver("Demande de réinitialisation de votre mot de passe")


def je_lis_mon_courriel(moi: Visite) -> str:
    moi.page.goto("/demonstration/courriels/")
    moi.page.get_by_role("link", name="Votre mot de passe provisoire").first.click()
    moi.arriver("Votre mot de passe provisoire")
    trouve = re.search(r"^\w{4}-\w{4}-\w{4}$", moi.page.locator("main pre").inner_text(), re.MULTILINE)
    assert trouve
    return normaliser(trouve[0]) or ""
