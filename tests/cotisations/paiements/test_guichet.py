"""What agents do about payments, on their pages."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.administration.roles import COTISATIONS
from cotisations.models import NotificationPSP, Paiement
from cotisations.paiements.application import appliquer
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Origine
from tests.administration.conftest import CreerAgent
from tests.cotisations.paiements.fabrique import nouvelle, paiement
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
LISTE = "/admin/cotisations/paiement/"


@pytest.fixture
def guichet(creer_agent: CreerAgent) -> Client:
    return creer_agent(COTISATIONS).navigateur()


def fiche(guichet: Client, essai: Paiement) -> str:
    return str(guichet.get(f"{LISTE}{essai.public_id}/").content.decode())


def faire(guichet: Client, essai: Paiement, acte: str) -> str:
    """The page that says what will happen, then the act; what is said after it."""
    adresse = f"{LISTE}{essai.public_id}/{acte}/"
    assert guichet.get(adresse).status_code == 200
    return str(guichet.post(adresse, follow=True).content.decode())


@pytest.mark.parametrize(
    ("acte", "apres"), [("constater", EtatPaiement.PAYE), ("clore", EtatPaiement.CLASSE)], ids=["constater", "clore"]
)
def test_ce_que_la_banque_oublie_se_voit_et_se_tranche(
    guichet: Client, affilie: Persona, acte: str, apres: EtatPaiement, creer_agent: CreerAgent
) -> None:
    essai = paiement(affilie, etat=EtatPaiement.EN_ATTENTE)
    assert "/clore/" not in fiche(guichet, essai)  # the bank has had no time
    Paiement.objects.update(etat_le=essai.etat_le - timedelta(days=2))
    cartes = {carte.titre: carte.nombre for carte in guichet.get("/admin/").context["cartes"]}
    assert cartes["Paiements sans réponse de la banque"] == 1
    assert f"/{acte}/" in fiche(guichet, essai)
    faire(guichet, essai, acte)
    essai.refresh_from_db()
    assert essai.etat == apres
    decideur = NotificationPSP.objects.latest("pk").par
    assert decideur is not None
    assert f", {decideur.identifiant})" in fiche(guichet, essai)


def test_une_contestation_se_signale_puis_se_gagne(
    guichet: Client, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    essai = paiement(affilie)
    assert "/contester/" not in fiche(guichet, essai)
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    assert "/contestation-gagnee/" not in fiche(guichet, essai)
    assert "retiré du compte" in faire(guichet, essai, "contester")
    page = fiche(guichet, essai)
    assert "/contester/" not in page
    assert "/contestation-perdue/" in page
    assert "de nouveau porté au compte" in faire(guichet, essai, "contestation-gagnee")
    assert "Contestation rejetée" in fiche(guichet, essai)
    essai.refresh_from_db()
    assert essai.etat == EtatPaiement.LITIGE_GAGNE


def test_l_agent_lit_l_identifiant_a_chercher_a_la_banque(guichet: Client, affilie: Persona) -> None:
    """Money that is not what was expected is looked for on the bank's pages, before anything is decided."""
    essai = paiement(affilie)
    appliquer(
        nouvelle(essai, EtatEvenement.PAYE, centimes=1, id_psp="transaction-a-chercher"), origine=Origine.NOTIFICATION
    )
    essai.refresh_from_db()
    assert essai.etat == EtatPaiement.A_EXAMINER
    assert "transaction-a-chercher" in fiche(guichet, essai)
