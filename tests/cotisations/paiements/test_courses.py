"""Many at once, or one process that dies: money is counted once, and the accounts hold together."""

from datetime import date
from types import ModuleType

import pytest
from django.db import connection

from accounts.models import Envoi
from cotisations.models import Ecriture, Imputation, NotificationPSP, Paiement
from cotisations.paiements import application, avis, encaissements, interrogation
from cotisations.paiements.application import appliquer
from cotisations.paiements.decisions import decider_paiement
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Origine, TypeEvenement
from cotisations.paiements.lyra import Lyra
from cotisations.paiements.montants import MontantRefuse
from cotisations.paiements.passerelle import Redirection, Urls
from cotisations.paiements.services import PaiementEnCours, commencer_paiement
from cotisations.verification import verifier
from tests.conftest import ClientDe
from tests.cotisations.paiements.fabrique import appeler, nouvelle, paiement, restes
from tests.harnais.course import courir
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db(transaction=True)
JOURS = date(2026, 11, 5), date(2027, 2, 5)


def comptes_justes() -> bool:
    return not any(constat.anomalies for constat in verifier())


def test_cinquante_notifications_a_la_fois_font_un_credit(affilie: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    evenement = nouvelle(essai, EtatEvenement.PAYE)
    effets = courir(lambda _: appliquer(evenement, origine=Origine.NOTIFICATION), fois=50)
    assert sum(not effet.deja_vu for effet in effets) == 1
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == -50_000
    assert NotificationPSP.objects.count() == Envoi.objects.filter(genre="paiement-recu").count() == 1
    assert comptes_justes()


def test_cinquante_nouvelles_differentes_du_meme_argent_font_un_credit(affilie: Persona) -> None:
    """The return page, the job and the bank, each under a name of its own."""
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    courir(
        lambda rang: appliquer(
            nouvelle(essai, EtatEvenement.PAYE, id_evenement=f"nouvelle {rang}"), origine=Origine.INTERROGATION
        ),
        fois=50,
    )
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == -50_000
    assert NotificationPSP.objects.count() == 50
    assert Envoi.objects.filter(genre="paiement-recu").count() == 1
    assert comptes_justes()


def test_cinquante_paiements_d_une_echeance_ne_la_paient_qu_une_fois(affilie: Persona) -> None:
    """Late payments of one échéance: it is paid once, the next ones follow, the surplus is an avance."""
    echeances = appeler(affilie.dossier, *JOURS)
    essais = [paiement(affilie, 10_000, echeances[0], etat=EtatPaiement.EXPIRE) for _ in range(50)]
    courir(lambda rang: appliquer(nouvelle(essais[rang], EtatEvenement.PAYE), origine=Origine.NOTIFICATION), fois=50)
    assert restes(affilie.dossier) == [0, 0]
    for une in echeances:
        assert sum(Imputation.objects.filter(echeance=une).values_list("centimes", flat=True)) == 50_000
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == 400_000
    assert comptes_justes()


def test_cinquante_debuts_a_la_fois_n_en_ouvrent_qu_un(affilie: Persona) -> None:
    appeler(affilie.dossier, *JOURS)

    def commencer(_: int) -> bool:
        try:
            commencer_paiement(dossier=affilie.dossier, centimes=50_000, par=affilie.compte)
        except PaiementEnCours:
            return False
        return True

    assert sum(courir(commencer, fois=50)) == 1
    assert Paiement.objects.count() == 1


def test_cinquante_debuts_pendant_une_verification_ne_paient_rien_de_trop(affilie: Persona) -> None:
    """An agent looks at a payment of the first échéance: the other one is paid once, and nothing is too much."""
    echeances = appeler(affilie.dossier, *JOURS)
    examine = paiement(affilie, 50_000, echeances[0])
    appliquer(nouvelle(examine, EtatEvenement.PAYE, centimes=49_000), origine=Origine.NOTIFICATION)

    def payer(_: int) -> bool:
        try:
            essai = commencer_paiement(dossier=affilie.dossier, centimes=50_000, par=affilie.compte)
        except (PaiementEnCours, MontantRefuse):
            return False
        appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
        return True

    assert sum(courir(payer, fois=50)) == 1
    examine.refresh_from_db()
    decider_paiement(paiement=examine, accepter=True, attendu=49_000, par=affilie.compte)
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == -1_000
    assert comptes_justes()


def test_le_paiement_est_ecrit_avant_que_la_banque_en_entende_parler(
    client_de: ClientDe, affilie: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Committed, and then only is anybody sent to the bank: what it tells is never of an unknown payment."""
    echeances = appeler(affilie.dossier, *JOURS)
    vus = []

    def ouvrir(banque: Lyra, essai: Paiement, urls: Urls) -> Redirection:
        vus.append((connection.in_atomic_block, Paiement.objects.filter(pk=essai.pk).exists()))
        return Redirection("https://banque.example/")

    monkeypatch.setattr(Lyra, "ouvrir", ouvrir)
    champs = {"confirmer": "oui", "echeances": [str(echeances[0].public_id)]}
    assert client_de(affilie).post("/cotisations/payer/", champs).status_code == 302
    assert vus == [(False, True)]


def test_remboursements_et_litiges_meles_ne_rendent_pas_plus_que_le_paiement(affilie: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)

    def rendre(rang: int) -> None:
        sujet = TypeEvenement.REMBOURSEMENT if rang % 2 else TypeEvenement.LITIGE
        fait = EtatEvenement.FAIT if rang % 2 else EtatEvenement.OUVERT
        une = nouvelle(essai, fait, sujet, id_psp=f"r{rang % 20}", centimes=20_000, id_evenement=f"n{rang}")
        appliquer(une, origine=Origine.NOTIFICATION)

    courir(rendre, fois=40)
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == -100_000 + 10_000
    assert comptes_justes()


class MortSubite(BaseException):
    """The process is gone: no `except Exception` sees it."""


@pytest.mark.parametrize(
    ("module", "nom"),
    [
        (encaissements, "verser"),
        (application, "_passer"),
        (application, "_garder"),
        (application, "journaliser"),
        (avis, "aviser"),
    ],
)
def test_mourir_entre_deux_pas_laisse_tout_ou_rien(
    affilie: Persona, monkeypatch: pytest.MonkeyPatch, module: ModuleType, nom: str
) -> None:
    """Dead before a step, then after it: the bank tells again, and the account is right."""
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    evenement = nouvelle(essai, EtatEvenement.PAYE)
    vraie = getattr(module, nom)
    for apres in (False, True):

        def mourir(*donnes: object, _apres: bool = apres, **nommes: object) -> None:
            if _apres:
                vraie(*donnes, **nommes)
            raise MortSubite

        monkeypatch.setattr(module, nom, mourir)
        with pytest.raises(MortSubite):
            appliquer(evenement, origine=Origine.NOTIFICATION)
        assert not connection.in_atomic_block
        assert Paiement.objects.get().etat == EtatPaiement.OUVERT
        assert not NotificationPSP.objects.exists()
        assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == -100_000
    monkeypatch.setattr(module, nom, vraie)
    assert appliquer(evenement, origine=Origine.NOTIFICATION).apres == EtatPaiement.PAYE
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == -50_000
    assert comptes_justes()


def test_mourir_avant_d_aller_a_la_banque_laisse_un_paiement_a_reprendre(
    affilie: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = commencer_paiement(dossier=affilie.dossier, centimes=50_000, par=affilie.compte)
    assert essai.etat == EtatPaiement.CREE
    interrogation.interroger_paiements()
    assert Paiement.objects.get().etat == EtatPaiement.CREE
    assert appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION).apres == EtatPaiement.PAYE
