"""Alice opens her letter, chooses her password, then sees who else is connected."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from accounts.enums import Canal
from accounts.models import Dossier
from accounts.provisoires.symboles import presenter as en_groupes
from tests.accounts.choix.fabrique import CHOISI, CLAIR, creer_secret, lire_le_code
from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import creer_dossier

pytestmark = pytest.mark.e2e
FENETRES = [Fenetre(360), Fenetre(1280, sombre=True), Fenetre(360, javascript=False)]
NOUVELLE = "alice@portail.example"


@pytest.fixture
def alice(transactional_db: None) -> Dossier:
    """Known to the caisse, never seen on the portal; her letter has arrived."""
    dossier = creer_dossier("1234567", courriel="")
    creer_secret(dossier, canal=Canal.LETTRE)
    return dossier


@pytest.fixture(params=FENETRES, ids=str)
def moi(
    request: pytest.FixtureRequest, alice: Dossier, live_server: LiveServer, navigateur: Browser
) -> Iterator[Visite]:
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


def test_de_la_lettre_a_l_espace(moi: Visite) -> None:
    je_saisis_mon_mot_de_passe_provisoire(moi)
    je_choisis_le_mien(moi)
    je_confirme_mon_adresse(moi)
    je_regarde_qui_est_connecte(moi)
    je_change_de_mot_de_passe(moi)
    je_change_d_adresse(moi)


def je_saisis_mon_mot_de_passe_provisoire(moi: Visite) -> None:
    page = moi.page
    page.goto("/connexion/")
    page.get_by_label("Numéro de dossier", exact=True).fill("1234567")
    page.get_by_label("Mot de passe", exact=True).fill(en_groupes(CLAIR).lower())
    page.get_by_role("button", name="Connexion", exact=True).click()
    moi.arriver("Choisissez votre mot de passe")


def je_choisis_le_mien(moi: Visite) -> None:
    page = moi.page
    champ = page.get_by_label("Votre nouveau mot de passe", exact=True)
    champ.fill("Marseille2026!")
    if moi.fenetre.javascript:
        champ.press("End")
        expect(page.get_by_role("status")).to_contain_text("Bonne longueur")
        expect(page.get_by_role("meter", name="Longueur du mot de passe")).to_have_js_property("value", 3)
    page.get_by_label("Votre adresse e-mail", exact=True).fill("alice.trompee@portail.example")
    page.get_by_role("button", name="Valider votre choix").click()
    expect(page).to_have_title("Erreur\u00a0: Choisir mon mot de passe – Caisse de démonstration")
    moi.arriver("Choisissez votre mot de passe")
    page.get_by_label("Votre nouveau mot de passe", exact=True).fill(CHOISI)
    page.get_by_role("button", name="Valider votre choix").click()
    moi.arriver("Confirmez votre adresse e-mail")


def je_confirme_mon_adresse(moi: Visite) -> None:
    page = moi.page
    page.get_by_label("Adresse e-mail à confirmer", exact=True).fill(NOUVELLE)
    page.get_by_role("button", name="Recevoir un nouveau code").click()
    expect(page.locator("main")).to_contain_text(NOUVELLE)
    page.get_by_label("Code reçu par e-mail", exact=True).fill("0000 0000")
    page.get_by_role("button", name="Valider le code").click()
    moi.arriver("Confirmez votre adresse e-mail")
    code = lire_le_code()
    page.get_by_label("Code reçu par e-mail", exact=True).fill(f"{code[:4]} {code[4:]}")
    page.get_by_role("button", name="Valider le code").click()
    moi.arriver("Bonjour Alice")


def je_regarde_qui_est_connecte(moi: Visite) -> None:
    moi.aller("Mon compte")
    moi.arriver("Mon compte")
    expect(moi.page.locator("main")).to_contain_text(NOUVELLE)
    moi.aller("Voir la sécurité de mon compte")
    moi.arriver("Sécurité")
    expect(moi.page.get_by_text("Cette session")).to_be_visible()
    expect(moi.page.get_by_text("Vous n’êtes connecté nulle part ailleurs.")).to_be_visible()


def je_change_de_mot_de_passe(moi: Visite) -> None:
    page = moi.page
    moi.aller("Changer mon mot de passe")
    moi.arriver("Changer mon mot de passe")
    page.get_by_label("Mot de passe actuel", exact=True).fill(CHOISI)
    page.get_by_label("Nouveau mot de passe", exact=True).fill(f"{CHOISI} et du vent")
    page.get_by_role("button", name="Changer mon mot de passe").click()
    moi.arriver("Sécurité")
    expect(page.get_by_text("Votre mot de passe est changé.")).to_be_visible()


def je_change_d_adresse(moi: Visite) -> None:
    page = moi.page
    moi.aller("Changer mon adresse e-mail")
    moi.arriver("Changer mon adresse e-mail")
    page.get_by_label("Nouvelle adresse e-mail", exact=True).fill("encore@portail.example")
    page.get_by_label("Mot de passe actuel", exact=True).fill(f"{CHOISI} et du vent")
    page.get_by_role("button", name="Recevoir le code").click()
    moi.arriver("Confirmez votre nouvelle adresse")
    page.get_by_label("Code reçu par e-mail", exact=True).fill(lire_le_code())
    page.get_by_role("button", name="Valider le code").click()
    moi.arriver("Sécurité")
    expect(page.locator("main")).to_contain_text("encore@portail.example")
