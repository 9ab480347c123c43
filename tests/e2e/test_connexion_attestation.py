"""Alice logs in, reads what she owes, downloads her attestation and leaves. Nothing stays behind her."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from cotisations.models import Echeance, Ecriture
from documents.models import Document
from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import MOT_DE_PASSE, Persona

FENETRES = [Fenetre(360), Fenetre(1280, sombre=True), Fenetre(1280, javascript=False)]
MONTANT = 74_140
pytestmark = pytest.mark.e2e


@pytest.fixture
def alice(transactional_db: None, affilie: Persona) -> Persona:
    """Twelve échéances a year, the first ten paid."""
    Ecriture.objects.create(
        dossier=affilie.dossier, cle="appel", nature="appel", annee=2026, montant_centimes=-12 * MONTANT,
        date_operation=date(2026, 1, 2), libelle="Appel de cotisations 2026",
    )  # fmt: skip
    for mois in range(1, 13):
        Echeance.objects.create(
            dossier=affilie.dossier,
            annee=2026,
            rang=mois,
            montant_centimes=MONTANT,
            date_exigibilite=date(2026, mois, 5),
        )
    for mois in range(1, 12):
        Ecriture.objects.create(
            dossier=affilie.dossier, cle=f"p{mois}", nature="prelevement", annee=2026, montant_centimes=MONTANT,
            date_operation=date(2026, mois, 5), libelle="Prélèvement",
        )  # fmt: skip
    return affilie


@pytest.fixture(params=FENETRES, ids=str)
def moi(
    request: pytest.FixtureRequest, alice: Persona, live_server: LiveServer, navigateur: Browser
) -> Iterator[Visite]:
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


def test_de_la_connexion_a_l_attestation(moi: Visite, tmp_path: Path) -> None:
    je_me_trompe_puis_je_me_connecte(moi)
    je_lis_ce_que_je_dois(moi)
    pdf = j_obtiens_mon_attestation(moi, tmp_path)
    texte = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert "FICTIVE" in texte
    assert "1\u202f234\u202f567" in texte or "1234567" in texte or "1 234 567" in texte
    assert Document.objects.get().taille == len(pdf)
    je_pars_et_rien_ne_reste(moi)


def je_me_trompe_puis_je_me_connecte(moi: Visite) -> None:
    page = moi.page
    page.goto("/espace/")
    moi.arriver("Je me connecte")
    page.get_by_label("Numéro de dossier", exact=True).fill("1 234 567")
    page.get_by_label("Mot de passe", exact=True).fill("Pas-le-bon")
    page.get_by_role("button", name="Connexion", exact=True).click()
    expect(page).to_have_title("Erreur\u00a0: Connexion – Caisse de démonstration")
    moi.arriver("Je me connecte")
    expect(page.get_by_label("Mot de passe", exact=True)).to_have_value("")
    page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    if moi.fenetre.javascript:
        page.get_by_role("button", name="Afficher le mot de passe").click()
        expect(page.get_by_label("Mot de passe", exact=True)).to_have_attribute("type", "text")
    page.get_by_role("button", name="Connexion", exact=True).click()
    moi.arriver("Bonjour Alice")


def je_lis_ce_que_je_dois(moi: Visite) -> None:
    expect(moi.page.locator("main")).to_contain_text("741,40\u202f€")
    expect(moi.page.locator("main")).to_contain_text("5\u00a0décembre 2026")
    moi.aller("Cotisations")
    moi.arriver("cotisations")
    moi.page.goto("/cotisations/echeancier/")
    moi.arriver("chéancier")
    expect(moi.page.locator("main")).to_contain_text("741,40\u202f€")


def j_obtiens_mon_attestation(moi: Visite, dossier: Path) -> bytes:
    moi.aller("Documents")
    moi.arriver("Mes documents")
    moi.aller("Demander une attestation")
    moi.arriver("Demander une attestation")
    moi.page.locator("form[action*=attestation-affiliation] button").click()
    moi.arriver("Attestation d’affiliation du")
    pdf = moi.telecharger("Télécharger le PDF", dossier)
    assert pdf.startswith(b"%PDF-")
    moi.aller("Mon compte")
    moi.arriver("compte")
    return pdf


def je_pars_et_rien_ne_reste(moi: Visite) -> None:
    moi.page.get_by_role("button", name="Se déconnecter").click()
    expect(moi.page.get_by_role("status")).to_contain_text("Vous êtes déconnecté")
    moi.sans_plainte()
    moi.page.go_back()
    expect(moi.page.get_by_role("heading", level=1)).to_contain_text("Je me connecte")
    assert "FICTIVE" not in moi.page.content()
    moi.sans_plainte()
