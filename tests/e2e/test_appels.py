"""An agent issues a call, then counts an estimate, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from cotisations.models import AppelCotisation
from tests.administration.conftest import CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.cotisations.appels.fabrique import declarer
from tests.e2e.test_guichet import entrer
from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import Persona
from tests.test_contraintes import estimation

pytestmark = [pytest.mark.e2e, pytest.mark.une_fois]


@pytest.fixture(params=[Fenetre(360), Fenetre(1280, sombre=True)], ids=str)
def visiteur(
    request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer, navigateur: Browser
) -> Iterator[Visite]:
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


def test_un_appel_puis_une_estimation(visiteur: Visite, creer_agent: CreerAgent, affilie: Persona) -> None:  # noqa: F811
    declarer(affilie.dossier, r2024=40_000, r2025=45_000)
    estimation(affilie, assiette_centimes=3_000_000)
    agent = creer_agent("Cotisations")
    entrer(visiteur, agent, agent.code())
    visiteur.arriver("Ce qui vous attend")
    page = visiteur.page
    expect(page.get_by_role("main")).to_contain_text("Estimations à traiter")
    page.goto("/admin/cotisations/appelcotisation/")
    page.get_by_role("link", name="Émettre l’appel d’un dossier").click()
    visiteur.arriver("Émettre l’appel d’un dossier")
    page.get_by_label("Numéro de dossier").fill(affilie.dossier.numero)
    page.get_by_label("Année de cotisation").select_option("2026")
    page.get_by_role("button", name="Calculer").click()
    visiteur.arriver("Émettre l’appel d’un dossier")
    page.get_by_role("button", name="Émettre cet appel").click()
    expect(page.get_by_role("status")).to_contain_text("est en vigueur")
    visiteur.arriver("Appel de cotisations 2026")
    page.goto("/admin/cotisations/estimationrevenu/")
    page.get_by_role("table").get_by_role("link").first.click()
    visiteur.arriver("Estimation de 2026")
    page.get_by_role("link", name="Prendre en compte l’estimation").click()
    visiteur.arriver("Prendre en compte l’estimation")
    page.get_by_role("button", name="Prendre en compte l’estimation").click()
    expect(page.get_by_role("status")).to_contain_text("version 2")
    assert AppelCotisation.objects.en_vigueur().get().assiette_estimee_centimes == 3_000_000
