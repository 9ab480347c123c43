"""Two acts on a batch at the same moment, crossed where a missing lock would let the second slip in."""

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import Compte
from cotisations.banque.lu import FichierRefuse
from cotisations.enums import Nature
from cotisations.models import Ecriture, LotDePrelevements, Prelevement
from cotisations.prelevements import encaissement, retours, tri
from cotisations.prelevements.encaissement import MontantDifferent, encaisser_lot
from cotisations.prelevements.enums import EtatPrelevement
from cotisations.prelevements.importation import importer_retours
from cotisations.prelevements.preparation import preparer_lot
from cotisations.prelevements.refus import LotRefuse, RienAPrelever
from tests.cotisations.prelevements.fabrique import affilies_a_prelever, agents, lot_transmis
from tests.cotisations.prelevements.test_retours import pain002
from tests.harnais.course import croiser

JOUR = date(2026, 12, 7)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deux() -> tuple[Compte, Compte]:
    return agents()


def essayer(acte: Callable[[], object]) -> Callable[[], str]:
    """What the agent is told: nothing, or why not."""

    def tente() -> str:
        try:
            acte()
        except (LotRefuse, FichierRefuse) as refus:
            return str(refus)
        return ""

    return tente


def encaisser() -> None:
    encaisser_lot(lot=LotDePrelevements.objects.get(), le=JOUR, centimes=150_000, par=None)


def portees(nature: Nature) -> int:
    return Ecriture.objects.filter(nature=nature).count()


def etats() -> list[str]:
    return sorted(Prelevement.objects.values_list("etat", flat=True))


def test_encaisser_deux_fois_credite_une_fois(deux: tuple[Compte, Compte]) -> None:
    affilies_a_prelever(3, JOUR, deux[0])
    lot_transmis(JOUR, *deux)
    fait, refus = croiser(essayer(encaisser), essayer(encaisser), dans=encaissement, au="verser")
    assert (fait, portees(Nature.PRELEVEMENT), etats()) == ("", 3, ["encaisse"] * 3)
    assert "déjà encaissé" in refus


@pytest.fixture
def rejetee(deux: tuple[Compte, Compte]) -> Prelevement:
    """One of the three lines of a batch at the bank, which is about to come back."""
    rejetee, *_ = affilies_a_prelever(3, JOUR, deux[0])
    lot_transmis(JOUR, *deux)
    return rejetee


def test_un_retour_pendant_l_encaissement_reprend_l_argent(rejetee: Prelevement) -> None:
    """Refused, it is imported again: either way the line is not credited and refused at once."""

    def importer() -> None:
        importer_retours(octets=pain002((rejetee.end_to_end, "MS03")), nom="r.xml", par=None)

    fait, refus = croiser(essayer(encaisser), essayer(importer), dans=encaissement, au="verser")
    assert (fait, portees(Nature.PRELEVEMENT)) == ("", 3)
    if refus:
        importer()
    assert (portees(Nature.REJET), etats()) == (1, ["encaisse", "encaisse", "retourne"])
    assert Ecriture.objects.du_dossier(rejetee.dossier).solde_centimes() == -50_000


def test_encaisser_pendant_un_retour_voit_une_autre_somme(rejetee: Prelevement) -> None:
    def importer() -> bool:
        return importer_retours(octets=pain002((rejetee.end_to_end, "MS03")), nom="r.xml", par=None).retours == 1

    def encaisser_tout() -> bool:
        try:
            encaisser()
        except MontantDifferent:
            return False
        return True

    assert croiser(importer, encaisser_tout, dans=retours, au="_reprendre_l_argent") == (True, False)
    assert (portees(Nature.PRELEVEMENT), portees(Nature.REJET)) == (0, 0)
    assert etats() == ["rejete", "transmis", "transmis"]


def test_deux_agents_ne_prennent_pas_les_memes_lignes(deux: tuple[Compte, Compte]) -> None:
    affilies_a_prelever(20, JOUR, deux[0])

    def preparer(par: Compte) -> int:
        try:
            return preparer_lot(jour=JOUR, par=par).nombre
        except RienAPrelever:
            return 0

    pris = croiser(lambda: preparer(deux[0]), lambda: preparer(deux[1]), dans=tri, au="dus_a_prelever")
    assert sorted(pris) == [0, 20]
    assert list(LotDePrelevements.objects.values_list("nombre", flat=True)) == [20]
    assert Prelevement.objects.filter(etat=EtatPrelevement.INCLUS, lot=LotDePrelevements.objects.get()).count() == 20
