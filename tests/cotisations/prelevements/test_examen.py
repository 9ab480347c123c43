"""A batch while an agent looks at a payment by card: it takes what that payment cannot pay, and nothing twice."""

from datetime import date

import pytest

from accounts.models import Compte
from cotisations.models import Echeance, Ecriture, LotDePrelevements, Paiement, Prelevement, PrelevementEcarte
from cotisations.paiements.application import appliquer
from cotisations.paiements.decisions import decider_paiement
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Origine
from cotisations.prelevements.encaissement import encaisser_lot
from cotisations.prelevements.enums import EtatPrelevement
from cotisations.prelevements.preparation import preparer_lot, valider_lot
from cotisations.prelevements.refus import RienAPrelever
from cotisations.prelevements.tri import trier
from tests.cotisations.paiements.fabrique import appeler, nouvelle, paiement
from tests.cotisations.prelevements.fabrique import affilies_a_prelever, agents, ligne_de, lot_transmis, mandat_actif
from tests.harnais.personas import Persona
from tests.test_contraintes import lot_de_prelevements

JOUR, PLUS_TARD = date(2026, 12, 7), date(2027, 1, 5)
MOTIF = "paiement par carte à examiner"
pytestmark = pytest.mark.django_db


@pytest.fixture
def deux() -> tuple[Compte, Compte]:
    return agents()


@pytest.fixture
def dues(affilie: Persona) -> list[Echeance]:
    """Two of 500 euros: the first is announced for `JOUR`."""
    dues = appeler(affilie.dossier, JOUR, PLUS_TARD)
    ligne_de(mandat_actif(affilie.dossier, affilie.compte), dues[0], JOUR)
    return dues


def a_examiner(qui: Persona, centimes: int, *dues: Echeance) -> Paiement:
    """The bank took one cent less than was asked."""
    essai = paiement(qui, centimes, *dues)
    nouvelles = nouvelle(essai, EtatEvenement.PAYE, centimes=centimes - 1)
    appliquer(nouvelles, origine=Origine.NOTIFICATION)
    essai.refresh_from_db()
    assert essai.etat == EtatPaiement.A_EXAMINER
    return essai


def lot_valide(deux: tuple[Compte, Compte]) -> LotDePrelevements:
    lot = preparer_lot(jour=JOUR, par=deux[0])
    valider_lot(lot=lot, par=deux[1])
    return lot


def pris(lot: LotDePrelevements) -> list[int | None]:
    return list(Prelevement.objects.filter(lot=lot).order_by("pk").values_list("montant_centimes", flat=True))


def test_ce_qu_il_ne_paie_pas_est_pris(affilie: Persona, dues: list[Echeance], deux: tuple[Compte, Compte]) -> None:
    a_examiner(affilie, 50_000, dues[1])
    assert pris(lot_valide(deux)) == [50_000]


@pytest.mark.parametrize("nombre", [1, 2])
def test_ce_qu_il_paie_peut_etre_est_deduit(
    affilie: Persona, dues: list[Echeance], deux: tuple[Compte, Compte], nombre: int
) -> None:
    """The lines of other members are taken whole."""
    affilies_a_prelever(1, JOUR, deux[0])
    for _ in range(nombre):
        a_examiner(affilie, 15_000, dues[0])
    lot = lot_valide(deux)
    assert pris(lot) == [50_000 - nombre * 15_000, 50_000]
    assert lot.total_centimes == 100_000 - nombre * 15_000


def test_un_paiement_qui_ne_nomme_rien_retient_ce_qu_il_paierait(affilie: Persona, dues: list[Echeance]) -> None:
    """By the policy: the current échéance, which is not that of the batch."""
    a_examiner(affilie, 50_000)
    ((_, motif),) = trier(JOUR).ecartees
    assert motif == MOTIF


def test_ce_qu_il_paie_peut_etre_en_entier_attend(
    affilie: Persona, dues: list[Echeance], deux: tuple[Compte, Compte]
) -> None:
    """The line waits for another batch; once the agent gave the payment up, it is taken."""
    examine = a_examiner(affilie, 50_000, dues[0])
    affilies_a_prelever(1, JOUR, deux[0])
    assert pris(lot_valide(deux)) == [50_000]
    assert list(PrelevementEcarte.objects.values_list("motif", flat=True)) == [MOTIF]
    attend = Prelevement.objects.get(dossier=affilie.dossier)
    assert (attend.etat, attend.lot) == (EtatPrelevement.PRENOTIFIE, None)
    decider_paiement(paiement=examine, accepter=False, attendu=49_999, par=deux[0])
    assert pris(lot_valide(deux)) == [50_000]


def test_ce_qui_est_a_examiner_depuis_le_gel_est_deduit(
    affilie: Persona, dues: list[Echeance], deux: tuple[Compte, Compte]
) -> None:
    lot = preparer_lot(jour=JOUR, par=deux[0])
    a_examiner(affilie, 20_000, dues[0])
    valider_lot(lot=lot, par=deux[1])
    assert pris(lot) == [30_000]


def test_tout_a_examiner_depuis_le_gel_il_ne_reste_rien(
    affilie: Persona, dues: list[Echeance], deux: tuple[Compte, Compte]
) -> None:
    lot = preparer_lot(jour=JOUR, par=deux[0])
    a_examiner(affilie, 50_000, dues[0])
    with pytest.raises(RienAPrelever):
        valider_lot(lot=lot, par=deux[1])


def test_ce_qu_un_autre_lot_prend_n_est_pas_retenu_deux_fois(affilie: Persona, dues: list[Echeance]) -> None:
    """What another batch is taking will be paid: the payment looked at would pay the next one."""
    autre = lot_de_prelevements(affilie, numero=7)
    Prelevement.objects.update(lot=autre, etat=EtatPrelevement.INCLUS)
    ligne_de(Prelevement.objects.get().mandat, dues[1], PLUS_TARD)
    a_examiner(affilie, 50_000, dues[0])
    ((_, motif),) = trier(PLUS_TARD).ecartees
    assert motif == MOTIF


@pytest.mark.parametrize("accepter", [True, False])
@pytest.mark.parametrize("centimes", [1_000, 30_000, 50_000, 80_000])
def test_quoi_que_l_agent_decide_rien_n_est_paye_deux_fois(
    affilie: Persona, dues: list[Echeance], deux: tuple[Compte, Compte], centimes: int, *, accepter: bool
) -> None:
    examine = a_examiner(affilie, centimes, dues[0])
    encaisse = 0
    if trier(JOUR).retenues:
        lot = lot_transmis(JOUR, *deux)
        encaisse = lot.total_centimes
        encaisser_lot(lot=lot, le=JOUR, centimes=encaisse, par=None)
    decider_paiement(paiement=examine, accepter=accepter, attendu=centimes - 1, par=deux[0])
    assert encaisse == max(0, 50_000 - centimes)
    solde = Ecriture.objects.du_dossier(affilie.dossier).solde_centimes()
    assert solde == encaisse + (centimes - 1 if accepter else 0) - 100_000
