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


@pytest.mark.parametrize("acte", ["accepter", "classer"])
def test_un_montant_qui_a_change_depuis_la_lecture_ne_se_decide_pas(
    guichet: Client, affilie: Persona, acte: str
) -> None:
    """The page said 400 €, and the bank says 300 € by now."""
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=40_000), origine=Origine.NOTIFICATION)
    adresse = f"{LISTE}{essai.public_id}/{acte}/"
    assert '<input type="hidden" name="vu" value="40000">' in guichet.get(adresse).content.decode()
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=30_000, id_psp="autre"), origine=Origine.NOTIFICATION)
    page = guichet.post(adresse, {"vu": "40000"}).content.decode()
    assert "a changé entre-temps" in page
    assert '<input type="hidden" name="vu" value="30000">' in page
    essai.refresh_from_db()
    assert essai.etat == EtatPaiement.A_EXAMINER
    guichet.post(adresse, {"vu": "30000"})
    essai.refresh_from_db()
    assert essai.etat == (EtatPaiement.PAYE if acte == "accepter" else EtatPaiement.CLASSE)


def a_voir(guichet: Client) -> tuple[int, int]:
    """How many the card counts, and its list shows."""
    cartes = {carte.titre: carte.nombre for carte in guichet.get("/admin/").context["cartes"]}
    liste = guichet.get(LISTE, {"contradiction": "oui"}).context["lignes"]
    return cartes["Nouvelles de la banque à voir"], len(liste)


def second(essai: Paiement, transaction: str) -> None:
    """The bank says that it took the money again."""
    appliquer(nouvelle(essai, EtatEvenement.PAYE, id_psp=transaction), origine=Origine.NOTIFICATION)


def test_une_nouvelle_vue_quitte_la_file_et_une_autre_y_revient(
    guichet: Client, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    essai = paiement(affilie)
    second(essai, "premiere")
    assert a_voir(guichet) == (0, 0)
    assert "/vue/" not in fiche(guichet, essai)
    second(essai, "deuxieme")
    second(essai, "troisieme")
    assert a_voir(guichet) == (1, 1)  # one payment
    horloge.shift(timedelta(days=8))
    assert Paiement.objects.a_voir().count() == 1
    assert Paiement.objects.get().etat == EtatPaiement.PAYE


def test_une_decision_retire_de_la_file(guichet: Client, affilie: Persona) -> None:
    essai = paiement(affilie)
    second(essai, "premiere")
    second(essai, "deuxieme")
    solde = [une.ecriture for une in NotificationPSP.objects.all() if une.ecriture]
    assert "second encaissement" in guichet.get(f"{LISTE}{essai.public_id}/vue/").content.decode()
    assert "quitte la liste" in faire(guichet, essai, "vue")
    assert a_voir(guichet) == (0, 0)
    assert "Nouvelle vue" in fiche(guichet, essai)
    essai.refresh_from_db()
    assert essai.etat == EtatPaiement.PAYE
    assert [une.ecriture for une in NotificationPSP.objects.all() if une.ecriture] == solde
    second(essai, "troisieme")
    assert a_voir(guichet) == (1, 1)
    faire(guichet, essai, "contester")
    assert a_voir(guichet) == (0, 0)


def test_ce_qui_a_change_depuis_n_est_pas_dit_vu(guichet: Client, affilie: Persona) -> None:
    essai = paiement(affilie)
    second(essai, "premiere")
    second(essai, "deuxieme")
    lue = NotificationPSP.objects.latest("pk").public_id
    second(essai, "troisieme")
    page = guichet.post(f"{LISTE}{essai.public_id}/vue/", {"vu": str(lue)}).content.decode()
    assert "a changé entre-temps" in page
    assert a_voir(guichet) == (1, 1)


def test_decider_d_une_transaction_laisse_l_autre_a_voir(guichet: Client, affilie: Persona) -> None:
    """The bank took both: deciding of the last says nothing of the first."""
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=40_000), origine=Origine.NOTIFICATION)
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=30_000, id_psp="autre"), origine=Origine.NOTIFICATION)
    faire(guichet, essai, "accepter")
    assert a_voir(guichet) == (1, 1)
    assert "400,00" in guichet.get(f"{LISTE}{essai.public_id}/vue/").content.decode()
    faire(guichet, essai, "vue")
    assert a_voir(guichet) == (0, 0)


def test_un_paiement_decide_n_est_plus_a_voir(guichet: Client, affilie: Persona) -> None:
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=40_000), origine=Origine.NOTIFICATION)
    assert a_voir(guichet) == (0, 0)  # it has a queue of its own
    faire(guichet, essai, "accepter")
    assert a_voir(guichet) == (0, 0)
