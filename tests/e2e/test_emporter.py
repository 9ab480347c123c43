"""A member takes their account away, gives it to their calendar, and chooses their reminders."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import MOT_DE_PASSE, creer_titulaire

pytestmark = [pytest.mark.e2e, pytest.mark.une_fois]


@pytest.fixture(params=[Fenetre(360), Fenetre(1280, sombre=True)], ids=str)
def moi(
    request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer, navigateur: Browser, empreinte: str
) -> Iterator[Visite]:
    creer_titulaire("1234567", empreinte)
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


def test_j_emporte_mon_compte(moi: Visite, tmp_path: Path) -> None:
    page = moi.page
    page.goto("/connexion/?next=/cotisations/emporter/")
    page.get_by_role("radio", name="Affilié").check()
    page.get_by_role("textbox", name="Numéro de dossier").fill("1234567")
    page.get_by_role("textbox", name="Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Connexion", exact=True).click()
    moi.arriver("Emporter mon compte")
    with page.expect_download() as attente:
        page.get_by_role("button", name="Télécharger en CSV").click()
    assert re.fullmatch(r"[\d-]{10}_releve-cotisations_1234567\.csv", attente.value.suggested_filename)
    assert Path(attente.value.path()).read_bytes().startswith(b"\xef\xbb\xbfDate;")
    moi.aller("Suivre mes échéances dans mon agenda")
    moi.arriver("Mes échéances dans mon agenda")
    page.get_by_role("button", name="Créer mon adresse secrète").click()
    moi.arriver("Votre adresse secrète est prête")
    assert "/calendrier/" in page.get_by_label("Adresse à donner à votre agenda").input_value()
    moi.aller("J’ai copié l’adresse")
    moi.arriver("Mes échéances dans mon agenda")
    moi.aller("Ne plus utiliser d’agenda")
    moi.arriver("Ne plus utiliser d’agenda")
    page.get_by_role("button", name="Annuler cette adresse").click()
    moi.arriver("Mes échéances dans mon agenda")
    page.goto("/cotisations/preferences/")
    moi.arriver("Mes préférences de cotisations")
    page.get_by_label("La veille de chaque échéance").check()
    page.get_by_role("button", name="Valider votre choix").click()
    expect(page.get_by_role("status")).to_contain_text("Vos préférences sont enregistrées.")
    expect(page.get_by_label("La veille de chaque échéance")).to_be_checked()
    moi.arriver("Mes préférences de cotisations")
