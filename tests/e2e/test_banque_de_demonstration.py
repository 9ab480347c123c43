"""The bank of the demonstration and its mails, as cared for as the portal."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.e2e.visite import Fenetre, visite

pytestmark = [pytest.mark.e2e, pytest.mark.une_fois]
PAGES = {
    "/demonstration/banque/": "La banque de la démonstration",
    "/demonstration/banque/operations/": "Opérations de la banque de démonstration",
    "/demonstration/courriels/": "Courriels de la démonstration",
}


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("fenetre", [Fenetre(360), Fenetre(1280, sombre=True)], ids=str)
def test_ses_pages_sont_accessibles(
    live_server: LiveServer, navigateur: Browser, settings: Settings, tmp_path: Path, fenetre: Fenetre
) -> None:
    settings.REPERTOIRE_DONNEES = tmp_path
    with visite(navigateur, live_server.url, fenetre) as moi:
        for adresse, titre in PAGES.items():
            moi.page.goto(adresse)
            moi.arriver(titre)
