"""The letters, in a real browser: the queue, and a batch in each of its states."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from accounts.courriers import reveil
from accounts.courriers.fin import abandonner_lot
from accounts.courriers.preparation import preparer_lot
from accounts.courriers.tirage import imprimer_les_dues
from accounts.models import LotDeCourriers
from tests.accounts.courriers.conftest import demander, dossiers, lot_imprime
from tests.administration.conftest import Agent, CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.e2e.visite import Fenetre, Visite, visite

pytestmark = [pytest.mark.e2e, pytest.mark.une_fois]
LOTS = "/admin/accounts/lotdecourriers/"
FENETRES = [Fenetre(360, sombre=True), Fenetre(1280)]


@pytest.fixture
def agents(creer_agent: CreerAgent) -> tuple[Agent, Agent]:  # noqa: F811 - the fixture imported above
    return creer_agent("Courriers", nom="alice"), creer_agent("Courriers", nom="basile")


@pytest.fixture(params=FENETRES, ids=str)
def fenetres(
    request: pytest.FixtureRequest,
    live_server: LiveServer,
    navigateur: Browser,
    agents: tuple[Agent, Agent],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[list[Visite]]:
    """One for each of the two agents, already in."""
    monkeypatch.setattr(reveil, "_publier", lambda: None)
    adresse = live_server.url
    with visite(navigateur, adresse, request.param) as une, visite(navigateur, adresse, request.param) as autre:
        for moi, agent in zip((une, autre), agents, strict=True):
            cle = agent.navigateur().cookies["session"].value
            moi.page.context.add_cookies([{"name": "session", "value": cle, "url": adresse}])
        yield [une, autre]


def voir(moi: Visite, adresse: str, titre: str) -> None:
    moi.page.goto(adresse)
    moi.arriver(titre)


def test_la_file_et_un_lot_dans_chacun_de_ses_etats(fenetres: list[Visite], agents: tuple[Agent, Agent]) -> None:
    alice, basile = fenetres
    voir(alice, LOTS, "Courriers")  # nobody asks for anything
    for dossier in dossiers(3):
        demander(dossier)
    demander("9999999")
    voir(alice, "/admin/", "Ce qui vous attend")
    voir(alice, LOTS, "Courriers")
    voir(alice, f"{LOTS}preparer/", "Préparer un lot")
    lot = preparer_lot(par=agents[0].compte)
    ici = f"{LOTS}{lot.public_id}/"
    voir(alice, ici, "Lot")
    with patch("accounts.courriers.tirage.make_password", side_effect=lambda tire: f"essai${tire}"):
        imprimer_les_dues()
    voir(basile, ici, "Lot")
    # Her page follows the printing and comes forward by itself.
    alice.page.get_by_role("link", name="Télécharger les lettres").click()
    alice.arriver("Télécharger")
    alice.page.get_by_role("main").get_by_role("button").first.click()
    alice.arriver("Télécharger")
    with alice.page.expect_download():
        alice.page.get_by_role("main").get_by_role("button", name="Télécharger").click()
    voir(alice, ici, "Lot")
    for acte, titre in (("confirmer/", "Confirmer"), ("regenerer/", "Imprimer"), ("comptes/", "Feuille de comptes")):
        voir(basile, ici + acte, titre)
    voir(basile, f"{ici}confirmer/", "Confirmer")
    basile.page.get_by_label("Nombre de plis remis").fill("3")
    basile.page.get_by_role("main").get_by_role("button").first.click()
    basile.arriver("Lot")
    voir(alice, "/admin/accounts/pli/", "Plis")
    demander("8888888")
    autre = lot_imprime(agents[0].compte)
    voir(alice, f"{LOTS}{autre.public_id}/abandonner/", "Abandonner")
    abandonner_lot(lot=autre, par=agents[0].compte, motif="Fichier perdu en chemin")
    voir(alice, f"{LOTS}{autre.public_id}/", "Lot")
    voir(alice, LOTS, "Courriers")
    voir(alice, "/admin/accounts/demandemotdepasse/", "Demandes de mot de passe")
    assert LotDeCourriers.objects.count() == 2
