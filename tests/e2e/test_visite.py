"""The browser's complaints are heard."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.e2e.visite import Fenetre, Visite, visite

pytestmark = [pytest.mark.e2e, pytest.mark.une_fois]

ACCUEIL = "Accueil de l’essai"


def _dire(moi: Visite) -> None:
    moi.page.evaluate(f"document.querySelector('h1').textContent = '{ACCUEIL}'")


@pytest.mark.parametrize(
    ("geste", "plainte"),
    [
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("fetch('/rien/')", "404"),
        ("console.error('perdu')", "perdu"),
        ("document.querySelector('main').append(document.createElement('button'))", "button-name"),
        ("document.querySelector('h1').style.width = '5000px'", "déborde"),
    ],
)
def test_chaque_plainte_est_entendue(
    transactional_db: None, live_server: LiveServer, navigateur: Browser, geste: str, plainte: str
) -> None:
    with visite(navigateur, live_server.url, Fenetre(1280)) as moi:
        moi.page.goto("/faq/")
        _dire(moi)
        moi.arriver(ACCUEIL)
        moi.page.evaluate(f"() => {{ {geste} }}")
        moi.page.wait_for_timeout(200)
        with pytest.raises(AssertionError, match=plainte):
            moi.arriver(ACCUEIL)
