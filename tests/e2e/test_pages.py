"""Every page that asks for no connexion, small and large, clear and dark, on paper, and when the session ends."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import MOT_DE_PASSE, Persona

pytestmark = [pytest.mark.e2e, pytest.mark.une_fois]
FENETRES = [Fenetre(320), Fenetre(1280), Fenetre(320, sombre=True), Fenetre(1280, sombre=True)]
PAGES = [
    ("/", "en clair"),
    ("/faq/", "Questions fréquentes"),
    ("/simulateur/", "Simulateur"),
    ("/demander-ma-retraite/", "Demander ma retraite"),
    ("/franceconnect/presentation/", "FranceConnect"),
    ("/mentions-legales/", "Mentions légales"),
    ("/donnees-personnelles/", "données personnelles"),
    ("/cookies/", "Cookies"),
    ("/accessibilite/", "accessibilité"),
    ("/plan-du-site/", "Plan du site"),
    ("/connexion/", "Je me connecte"),
    ("/mot-de-passe-oublie/", "oublié votre mot de passe"),
    ("/premiere-connexion/", "première connexion"),
    ("/mot-de-passe-oublie/suivi/", "Suivre ma demande"),
    ("/reglages/", "Réglages"),
    ("/verification/", "Vérifier un document"),
    ("/verification/ACDEFGHJKMNPQRTU/", "Vérifier ce document"),
    ("/verification/fichier/", "Vérifier un fichier"),
    ("/composants/", "Composants"),
]
_CIBLES = "main a.bouton, .pied a, .chemin a, .liste-documents a"
HAUTEURS = f"[...document.querySelectorAll('{_CIBLES}')].map(a => a.getBoundingClientRect().height)"
FOND = "getComputedStyle(document.body).backgroundColor"
TAILLE = "getComputedStyle(document.documentElement).fontSize"


@pytest.fixture(params=FENETRES, ids=str)
def visiteur(
    request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer, navigateur: Browser
) -> Iterator[Visite]:
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


def test_chaque_page_publique_est_accessible(visiteur: Visite) -> None:
    for adresse, titre in PAGES:
        visiteur.page.goto(adresse)
        visiteur.arriver(titre)
        assert min(visiteur.page.evaluate(HAUTEURS)) >= 44, f"{adresse} : une cible de moins de 44 pixels"


def test_une_page_introuvable_est_accessible(visiteur: Visite) -> None:
    visiteur.page.goto("/rien/de/tel/")
    assert visiteur.plaintes, "le navigateur se plaint d’une 404"
    visiteur.plaintes.clear()
    visiteur.arriver("introuvable")


def test_sur_papier_tout_est_clair_et_a_la_taille_du_papier(visiteur: Visite) -> None:
    page = visiteur.page
    page.goto("/reglages/")
    page.get_by_label("Sombre").check()
    page.get_by_label("Très grande").check()
    page.get_by_role("button", name="Valider votre choix").click()
    expect(page.get_by_role("status")).to_contain_text("C’est fait")
    visiteur.arriver("Réglages")
    assert page.evaluate(FOND) == "rgb(15, 23, 27)"
    page.emulate_media(media="print")
    assert page.evaluate(FOND) == "rgb(255, 255, 255)"
    assert float(page.evaluate(TAILLE).removesuffix("px")) == pytest.approx(11 * 96 / 72, abs=0.1)
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


def test_franceconnect_suit_le_theme_choisi(visiteur: Visite) -> None:
    page = visiteur.page
    page.goto("/reglages/")
    for theme, trait in (("Sombre", "rgb(255, 255, 255)"), ("Clair", "rgb(0, 0, 145)")):
        page.goto("/reglages/")
        page.get_by_label(theme).check()
        page.get_by_role("button", name="Valider votre choix").click()
        page.goto("/connexion/")
        assert page.locator(".franceconnect").evaluate("b => getComputedStyle(b).borderColor") == trait


@pytest.fixture
def membre(transactional_db: None, affilie: Persona, live_server: LiveServer, navigateur: Browser) -> Iterator[Visite]:
    """Logged in, in front of a page whose clock we hold."""
    with visite(navigateur, live_server.url, Fenetre(1280)) as moi:
        moi.page.clock.install()
        moi.page.goto("/connexion/?next=/compte/")
        moi.page.get_by_label("Numéro de dossier", exact=True).fill(affilie.dossier.numero)
        moi.page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
        moi.page.get_by_role("button", name="Connexion", exact=True).click()
        moi.arriver("Mon compte")
        yield moi


def test_la_page_demande_puis_mene_a_la_connexion(membre: Visite, horloge: time_machine.Traveller) -> None:
    page = membre.page
    dialogue = page.get_by_role("dialog")
    expect(dialogue).to_be_hidden()
    page.clock.fast_forward("18:01")
    expect(dialogue).to_be_visible()
    horloge.shift(timedelta(minutes=21))
    page.clock.fast_forward("02:00")
    expect(page.get_by_text("Votre session est restée sans activité")).to_be_visible()
    assert "fin=inactivite" in page.url
    assert "compte" in page.url


@pytest.mark.parametrize("geste", ["bouton", "echap"])
def test_qui_est_la_reste_et_sera_redemande(membre: Visite, geste: str) -> None:
    page = membre.page
    dialogue = page.get_by_role("dialog")
    for _ in range(2):
        page.clock.fast_forward("18:01")
        expect(dialogue).to_be_visible()
        with page.expect_response("**/session/prolonger/") as reponse:
            if geste == "bouton":
                page.get_by_role("button", name="Rester connecté").click()
            else:
                page.keyboard.press("Escape")
        assert reponse.value.status == 204
        expect(dialogue).to_be_hidden()
    assert page.url.endswith("/compte/")


def test_un_autre_onglet_actif_suffit(membre: Visite) -> None:
    page = membre.page
    page.clock.fast_forward("17:00")
    page.evaluate("localStorage.setItem('derniere-activite', Date.now())")  # what the other tab does
    page.clock.fast_forward("02:00")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.fast_forward("16:01")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_une_panne_de_reseau_est_dite_et_ne_ferme_rien(membre: Visite) -> None:
    page = membre.page

    def couper(route: Route) -> None:
        route.abort()

    page.route("**/session/prolonger/", couper)
    page.clock.fast_forward("18:01")
    page.get_by_role("button", name="Rester connecté").click()
    expect(page.get_by_role("alert")).to_contain_text("Le portail n’a pas répondu")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.unroute("**/session/prolonger/")
    page.get_by_role("button", name="Rester connecté").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
