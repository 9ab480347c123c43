"""Bruno pays by card at the demonstration's bank: accepted on his telephone, refused at night on a large screen."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cotisations.models import Ecriture, Paiement
from cotisations.paiements.etats import EtatPaiement
from tests.cotisations.paiements.fabrique import appeler
from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import MOT_DE_PASSE, Persona

pytestmark = pytest.mark.e2e


@pytest.fixture
def bruno(transactional_db: None, affilie: Persona, settings: Settings, tmp_path: Path) -> Persona:
    """Two échéances, one of them late."""
    settings.REPERTOIRE_DONNEES = tmp_path
    appeler(affilie.dossier, date(2026, 11, 5), date(2027, 2, 5))
    return affilie


@pytest.fixture
def moi(
    request: pytest.FixtureRequest, bruno: Persona, live_server: LiveServer, navigateur: Browser
) -> Iterator[Visite]:
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


@pytest.mark.parametrize("moi", [Fenetre(360)], ids=str, indirect=True)
def test_payer_et_garder_son_recu(moi: Visite, bruno: Persona, tmp_path: Path) -> None:
    je_vais_jusqu_a_la_banque(moi)
    moi.page.get_by_role("button", name="Demander un code 3-D Secure, puis accepter").click()
    moi.arriver("Banque de démonstration")
    code = moi.page.locator("#code-aide").inner_text()[-6:]
    moi.page.get_by_label("Code reçu par SMS").fill(code)
    moi.page.get_by_role("button", name="Valider le code").click()
    moi.arriver("Merci, votre paiement est reçu")
    assert Paiement.objects.get().etat == EtatPaiement.PAYE
    assert Ecriture.objects.du_dossier(bruno.dossier).solde_centimes() == -50_000
    moi.page.get_by_role("button", name="Obtenir mon reçu").click()
    moi.arriver("Reçu de paiement")
    assert moi.telecharger("Télécharger le PDF", tmp_path).startswith(b"%PDF-")
    moi.page.goto("/cotisations/paiements/")
    moi.arriver("Mes paiements par carte")
    expect(moi.page.get_by_text("Payé", exact=True)).to_be_visible()


@pytest.mark.parametrize("moi", [Fenetre(1280, sombre=True)], ids=str, indirect=True)
def test_une_carte_refusee_puis_un_autre_choix(moi: Visite, bruno: Persona) -> None:
    je_vais_jusqu_a_la_banque(moi)
    moi.page.get_by_role("button", name="Refuser la carte").click()
    moi.arriver("Votre paiement n’a pas abouti")
    expect(moi.page.get_by_text("Votre carte a été refusée")).to_be_visible()
    moi.page.goto("/cotisations/payer/")
    moi.arriver("Payer mes cotisations")
    expect(moi.page.get_by_text("Un paiement est en cours")).to_be_visible()
    moi.aller("Voir ce paiement")
    moi.page.get_by_role("button", name="Abandonner ce paiement").click()
    moi.arriver("Payer mes cotisations")
    assert Paiement.objects.get().etat == EtatPaiement.ABANDONNE
    assert not Ecriture.objects.filter(cle__startswith="paiement:").exists()
    expect(moi.page.get_by_role("button", name="Continuer")).to_be_visible()


def je_vais_jusqu_a_la_banque(moi: Visite) -> None:
    moi.page.goto("/connexion/?next=/cotisations/payer/")
    moi.page.get_by_label("Numéro de dossier", exact=True).fill("1234567")
    moi.page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    moi.page.get_by_role("button", name="Connexion", exact=True).click()
    moi.arriver("Payer mes cotisations")
    moi.page.get_by_role("button", name="Continuer").click()
    moi.arriver("Vérifiez votre paiement")
    moi.page.get_by_role("button", name="Payer 500,00").click()
    moi.arriver("Votre paiement est prêt")
    moi.page.get_by_role("button", name="Continuer vers la banque").click()
    moi.arriver("Banque de démonstration")
