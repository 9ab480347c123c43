"""« Je ne suis pas un robot »: ticked with a mouse, with a keyboard, or done without JavaScript."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import override_settings
from playwright.sync_api import Browser, Locator, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import PreuveUtilisee
from tests.accounts.captcha import essai
from tests.accounts.captcha.conftest import TEMPLATES
from tests.e2e.visite import Fenetre, Visite, visite

pytestmark = pytest.mark.e2e
FENETRES = [Fenetre(320), Fenetre(1280, sombre=True)]


@pytest.fixture(autouse=True)
def page_d_essai() -> Iterator[None]:
    """`/essai/`, with challenges as hard as in production."""
    with override_settings(ROOT_URLCONF=essai.__name__, TEMPLATES=TEMPLATES):
        yield


@pytest.fixture(params=FENETRES, ids=str)
def moi(
    request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer, navigateur: Browser
) -> Iterator[Visite]:
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


@pytest.fixture
def sans_js(transactional_db: None, live_server: LiveServer, navigateur: Browser) -> Iterator[Visite]:
    with visite(navigateur, live_server.url, Fenetre(320, javascript=False)) as fenetre:
        yield fenetre


def la_case(moi: Visite) -> Locator:
    return moi.page.get_by_role("checkbox", name="Je ne suis pas un robot", exact=True)


def test_a_la_souris(moi: Visite) -> None:
    page = moi.page
    page.goto("/essai/")
    moi.arriver("Essai")
    la_case(moi).check()
    expect(page.get_by_role("status").filter(has_text="Vérification terminée.")).to_be_visible()
    moi.arriver("Essai")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("link", name="Indiquez votre nom.")).to_be_visible()
    expect(la_case(moi)).not_to_be_checked()
    page.get_by_label("Votre nom").fill("Alice")
    la_case(moi).check()
    page.get_by_role("button", name="Valider").click()  # at once: it leaves when the search ends
    moi.arriver("Bienvenue")
    assert PreuveUtilisee.objects.count() == 1


def test_au_clavier(moi: Visite) -> None:
    page = moi.page
    page.goto("/essai/")
    page.get_by_role("button", name="Valider").click()
    page.get_by_label("Votre nom").focus()
    page.keyboard.type("Alice")
    page.keyboard.press("Enter")
    faute = page.get_by_role("link", name=re.compile("Cochez la case"))
    faute.focus()
    page.keyboard.press("Enter")
    expect(la_case(moi)).to_be_focused()
    moi.arriver("Essai")
    page.get_by_label("Votre nom").focus()
    page.keyboard.press("Tab")
    expect(la_case(moi)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="Vérification terminée.")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="Vérification terminée.")).to_have_count(0)
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Continuer sans JavaScript")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    moi.arriver("Bienvenue")


def test_ce_qui_echoue_se_dit_et_se_refait(moi: Visite) -> None:
    page = moi.page
    page.goto("/essai/")
    page.route("**/defi/", lambda route: route.abort())
    la_case(moi).click()
    expect(page.get_by_role("status").filter(has_text="n’a pas abouti")).to_be_visible()
    expect(la_case(moi)).not_to_be_checked()
    page.unroute("**/defi/")
    la_case(moi).check()
    expect(page.get_by_role("status").filter(has_text="Vérification terminée.")).to_be_visible()
    moi.plaintes[:] = [plainte for plainte in moi.plaintes if "ERR_FAILED" not in plainte]
    moi.sans_plainte()


@pytest.mark.parametrize("annee", [2020, 2040])
def test_dans_un_navigateur_qui_se_trompe_d_heure(moi: Visite, annee: int) -> None:
    moi.page.clock.set_system_time(datetime(annee, 1, 1, tzinfo=UTC))
    moi.page.goto("/essai/")
    la_case(moi).check()
    expect(moi.page.get_by_role("status").filter(has_text="Vérification terminée.")).to_be_visible()
    moi.page.get_by_label("Votre nom").fill("Alice")
    moi.page.get_by_role("button", name="Valider").click()
    moi.arriver("Bienvenue")


def test_sans_javascript(sans_js: Visite, horloge: time_machine.Traveller) -> None:
    page = sans_js.page
    page.goto("/essai/")
    expect(page.get_by_role("checkbox")).to_have_count(0)
    sans_js.aller("Continuer sans JavaScript")
    expect(page.get_by_text("Sans JavaScript\u202f: une minute d’attente")).to_be_visible()
    sans_js.arriver("Essai")
    page.get_by_label("Votre nom").fill("Alice")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("alert")).to_contain_text("d’attente. Validez de nouveau ensuite.")
    horloge.shift(timedelta(seconds=61))
    page.get_by_role("button", name="Valider").click()
    sans_js.arriver("Bienvenue")
