"""A visitor computes, compares, unfolds, and leaves with a PDF."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from carpimko_portal.lib.pdf import prechauffer
from tests.e2e.visite import Fenetre, Visite, visite

pytestmark = [pytest.mark.e2e, pytest.mark.une_fois]
FENETRES = [Fenetre(360), Fenetre(1280, sombre=True), Fenetre(360, javascript=False)]


@pytest.fixture(autouse=True, scope="module")
def atelier_chaud() -> None:
    """As a worker is before its first request (gunicorn.conf.py): fonts take seconds to load."""
    prechauffer()


@pytest.fixture(params=FENETRES, ids=str)
def moi(
    request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer, navigateur: Browser
) -> Iterator[Visite]:
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


def test_je_simule_je_compare_et_j_emporte(moi: Visite, tmp_path: Path) -> None:
    page = moi.page
    page.goto("/simulateur/")
    moi.arriver("Simulateur de cotisations")
    page.get_by_role("button", name="Calculer").click()
    expect(page.get_by_role("alert")).to_contain_text("Indiquez l’assiette")
    moi.arriver("Simulateur de cotisations")
    page.get_by_label("Ce revenu, en euros").fill("45 000,00 €")
    page.get_by_text("Comparer avec…").click()
    page.get_by_label("Une autre année").select_option("2025")
    page.get_by_role("button", name="Calculer").click()
    expect(page.locator("#total + p")).to_have_text("10\u202f004,00\u202f€")
    page.get_by_text("Pourquoi 3\u202f929,00\u202f€\u202f?").click()
    expect(page.get_by_text("arrondi à 3\u202f929\u202f€")).to_be_visible()
    moi.arriver("Simulateur de cotisations")
    with page.expect_download() as attente:
        page.get_by_role("button", name="Télécharger en PDF").click(no_wait_after=True)
    assert Path(attente.value.path()).read_bytes().startswith(b"%PDF-")
    moi.sans_plainte()


def test_sur_papier_chaque_ligne_dit_pourquoi(moi: Visite) -> None:
    moi.page.goto("/simulateur/?annee=2026&revenu=45000")
    moi.page.emulate_media(media="print")
    expect(moi.page.get_by_text("arrondi à 3\u202f929\u202f€")).to_be_visible()
    expect(moi.page.get_by_role("button", name="Calculer")).to_be_hidden()
