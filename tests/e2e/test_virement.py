"""A member prepares a virement on a telephone; an agent imports the statement and gives what is left to someone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from accounts.administration.roles import COTISATIONS
from cotisations.models import Ecriture
from cotisations.virement.reference import reference_rf
from tests.administration.conftest import CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.cotisations.banque.fabrique import JOUR, camt, recu
from tests.cotisations.paiements.fabrique import appeler
from tests.e2e.test_guichet import entrer
from tests.e2e.visite import Fenetre, visite
from tests.harnais.personas import MOT_DE_PASSE, Persona

pytestmark = [pytest.mark.e2e, pytest.mark.une_fois, pytest.mark.usefixtures("transactional_db")]


def test_je_prepare_mon_virement(live_server: LiveServer, navigateur: Browser, affilie: Persona) -> None:
    appeler(affilie.dossier, JOUR)
    with visite(navigateur, live_server.url, Fenetre(360)) as moi:
        page = moi.page
        page.goto("/cotisations/virement/")
        page.get_by_label("Numéro de dossier", exact=True).fill(affilie.dossier.numero)
        page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
        page.get_by_role("button", name="Connexion", exact=True).click()
        moi.arriver("Payer par virement")
        expect(page.get_by_role("img", name=re.compile("Code QR"))).to_be_visible()
        page.get_by_role("radio", name="Un autre montant").check()
        page.get_by_label("Un autre montant (facultatif)").fill("rien")
        page.get_by_role("button", name="Préparer le code QR").click()
        expect(page.get_by_role("alert")).to_contain_text("Écrivez un montant en euros")
        moi.arriver("Payer par virement")
        page.get_by_label("Un autre montant (facultatif)").fill("150,50")
        page.get_by_role("button", name="Préparer le code QR").click()
        expect(page.get_by_role("img", name=re.compile("150,50"))).to_be_visible()
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copier la référence").click()
        expect(page.get_by_role("button", name="Copié")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == reference_rf(affilie.dossier.numero)
        moi.arriver("Payer par virement")


def test_un_agent_importe_et_rapproche(
    live_server: LiveServer,
    navigateur: Browser,
    creer_agent: CreerAgent,  # noqa: F811 - the fixture imported above
    affilie: Persona,
    tmp_path: Path,
) -> None:
    numero, releve = affilie.dossier.numero, tmp_path / "releve.xml"
    releve.write_bytes(camt(recu(30_000, reference_rf(numero)), recu(20_000, f"dossier {numero}"), recu(7_000, "rien")))
    agent = creer_agent(COTISATIONS)
    with visite(navigateur, live_server.url, Fenetre(1280, sombre=True)) as visiteur:
        page = visiteur.page
        entrer(visiteur, agent, agent.code())
        page.goto("/admin/cotisations/releve/")
        visiteur.arriver("Relevés bancaires")
        page.get_by_role("link", name="Importer un relevé").click()
        visiteur.arriver("Importer un relevé")
        page.get_by_label("Relevé de la banque").set_input_files(releve)
        page.get_by_role("button", name="Importer", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("3 opérations nouvelles sur 3")
        visiteur.arriver("Relevé du")
        page.goto("/admin/cotisations/operation/?file=a-rapprocher")
        visiteur.arriver("Opérations à rapprocher")
        page.goto("/admin/cotisations/operation/?file=proposee")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Accepter les propositions choisies").click()
        expect(page.get_by_role("status")).to_contain_text("Propositions acceptées\u00a0: 1")
        page.goto("/admin/cotisations/operation/?file=a-identifier")
        page.locator("tbody a").first.click()
        visiteur.arriver("Opération du")
        page.get_by_role("link", name="Attribuer à un dossier").click()
        visiteur.arriver("Attribuer à un dossier")
        page.get_by_label("Numéro de dossier").fill(numero)
        page.get_by_label("Motif").fill("Bordereau reçu par courrier")
        page.get_by_role("button", name="Continuer").click()
        visiteur.arriver("Attribuer à un dossier")
        expect(page.get_by_text("Vérifiez, puis confirmez")).to_be_visible()
        page.get_by_role("button", name="Porter au compte").click()
        expect(page.get_by_role("status")).to_contain_text("portée au compte")
        visiteur.arriver("Opération du")
    assert sum(Ecriture.objects.values_list("montant_centimes", flat=True)) == 57_000
