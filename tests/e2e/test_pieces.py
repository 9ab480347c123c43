"""A piece, from the member's telephone to the agent's desk."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from accounts.administration.roles import RELATION
from tests.administration.conftest import CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.conftest import ClientDe
from tests.documents.conftest import coffre
from tests.documents.pieces.fichiers import PAGE_WEB, image
from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import Persona

__all__ = ["coffre"]
pytestmark = [pytest.mark.e2e, pytest.mark.une_fois]


@pytest.fixture
def guichet(creer_agent: CreerAgent) -> str:  # noqa: F811 - the fixture imported above
    """The session of an agent."""
    return creer_agent(RELATION).navigateur().cookies["session"].value


@pytest.fixture
def membre(client_de: ClientDe, affilie: Persona) -> str:
    """The session of a member."""
    return client_de(affilie).cookies["session"].value


def entrer(moi: Visite, cle: str, adresse: str) -> None:
    moi.page.context.add_cookies([{"name": "session", "value": cle, "url": adresse}])


@pytest.mark.parametrize("javascript", [True, False])
def test_une_piece_du_telephone_au_guichet(
    live_server: LiveServer,
    navigateur: Browser,
    membre: str,
    guichet: str,
    tmp_path: Path,
    *,
    javascript: bool,
) -> None:
    adresse = live_server.url
    photo, piege = tmp_path / "rib.jpg", tmp_path / "piege.pdf"
    photo.write_bytes(image())
    piege.write_bytes(PAGE_WEB)
    with visite(navigateur, adresse, Fenetre(360, javascript=javascript)) as moi:
        entrer(moi, membre, adresse)
        moi.page.goto("/documents/")
        moi.aller("Déposer une pièce")
        moi.arriver("Déposer une pièce")
        moi.page.get_by_label("Relevé d’identité bancaire").check()
        moi.page.get_by_label("Le fichier").set_input_files(piege)
        moi.page.get_by_role("button", name="Déposer la pièce").click()
        expect(moi.page).to_have_title(re.compile("^Erreur"))
        moi.arriver("Déposer une pièce")
        expect(moi.page.get_by_label("Relevé d’identité bancaire")).to_be_checked()
        moi.page.get_by_label("Le fichier").set_input_files(photo)
        moi.page.get_by_role("button", name="Déposer la pièce").click()
        moi.arriver("Relevé d’identité bancaire")
        expect(moi.page.get_by_text("Votre pièce est déposée.")).to_be_visible()
        suivi = moi.page.url
        with visite(navigateur, adresse, Fenetre(1280, sombre=True, javascript=javascript)) as elle:
            entrer(elle, guichet, adresse)
            traiter(elle, tmp_path)
        moi.page.goto(suivi)
        moi.arriver("Relevé d’identité bancaire")
        expect(moi.page.get_by_text("Il manque la page de l’IBAN.")).to_be_visible()


def traiter(elle: Visite, tmp_path: Path) -> None:
    elle.page.goto("/admin/")
    elle.arriver("Ce qui vous attend")
    elle.page.get_by_role("listitem").filter(has_text="Pièces à examiner").get_by_role("link").click()
    elle.arriver("Pièces déposées")
    elle.page.locator("tbody a").first.click()
    elle.arriver("Relevé d’identité bancaire")
    with elle.page.expect_download() as attente:
        elle.page.get_by_role("button", name="Ouvrir la pièce").click()
    attente.value.save_as(tmp_path / "recue.jpg")
    assert (tmp_path / "recue.jpg").read_bytes().startswith(b"\xff\xd8\xff")
    elle.aller("Refuser")
    elle.arriver("Refuser la pièce")
    elle.page.get_by_label("Il manque des pages ou une face").check()
    elle.page.get_by_label("Précision").fill("Il manque la page de l’IBAN.")
    elle.page.get_by_role("button", name="Refuser la pièce").click()
    elle.arriver("Pièces déposées")
    elle.page.goto("/admin/documents/document/statistiques/")
    elle.arriver("statistiques")
