"""Two acts of different kinds on the same money at the same moment: whichever comes first, it counts once."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from cotisations.banque.lu import FichierRefuse
from cotisations.banque.rapprochement import rapprocher_les_recues
from cotisations.enums import Nature
from cotisations.models import Ecriture, LotDePrelevements, Paiement, Prelevement, RetourDePrelevement
from cotisations.paiements import encaissements, services
from cotisations.paiements.application import appliquer
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Origine
from cotisations.paiements.montants import MontantRefuse
from cotisations.paiements.services import commencer_paiement
from cotisations.prelevements import encaissement, mandats, preparation, production, rappels, retours
from cotisations.prelevements.decisions import appliquer as appliquer_le_retour
from cotisations.prelevements.encaissement import encaisser_lot
from cotisations.prelevements.importation import importer_retours
from cotisations.prelevements.mandats import revoquer_mandat
from cotisations.prelevements.preparation import preparer_lot, valider_lot
from cotisations.prelevements.production import produire_les_fichiers, telecharger_lot
from cotisations.prelevements.rappels import annuler_rappel, noter_rappel
from cotisations.prelevements.refus import LotRefuse
from cotisations.verification import verifier
from tests.cotisations.banque.fabrique import camt, recu
from tests.cotisations.banque.fabrique import prendre as prendre_releve
from tests.cotisations.paiements.fabrique import appeler, nouvelle, paiement
from tests.cotisations.prelevements.fabrique import affilies_a_prelever, agents, ligne_de, lot_transmis, mandat_actif
from tests.cotisations.prelevements.test_retours import camt054, debit
from tests.harnais.course import croiser
from tests.harnais.personas import Persona

JOUR = date(2026, 12, 7)
pytestmark = pytest.mark.django_db(transaction=True)
Acte = Callable[[], object]


@pytest.fixture
def deux() -> tuple[Compte, Compte]:
    return agents()


def essayer(acte: Acte) -> Callable[[], str]:
    """What an agent or a member is told: nothing, or why not. Anything else is an error of the test."""

    def tente() -> str:
        try:
            acte()
        except (ActeImpossible, FichierRefuse, MontantRefuse) as refus:
            return str(refus)
        return ""

    return tente


def anomalies() -> list[str]:
    return [dite for constat in verifier() for dite in constat.anomalies]


def relire() -> list[Prelevement]:
    return list(Prelevement.objects.select_related("dossier", "mandat", "lot", "echeance").order_by("pk"))


def etats() -> list[str]:
    return sorted(Prelevement.objects.values_list("etat", flat=True))


def lot() -> LotDePrelevements:
    return LotDePrelevements.objects.get()


def portees(nature: Nature) -> int:
    return Ecriture.objects.filter(nature=nature).count()


def encaisser(centimes: int = 100_000) -> None:
    encaisser_lot(lot=lot(), le=JOUR, centimes=centimes, par=None)


def chez_la_banque(deux: tuple[Compte, Compte]) -> Prelevement:
    """Two lines at the bank; the first one."""
    affilies_a_prelever(2, JOUR, deux[0])
    lot_transmis(JOUR, *deux)
    return relire()[0]


# A recall and the credit of its batch -------------------------------------------------------------
def a_rappeler(deux: tuple[Compte, Compte], *, rappelee: bool) -> Prelevement:
    ligne = chez_la_banque(deux)
    revoquer_mandat(mandat=ligne.mandat, par=deux[0])
    ligne = relire()[0]
    if rappelee:
        noter_rappel(ligne=ligne, le=timezone.localdate(), par=deux[0])
    return relire()[0]


@pytest.mark.parametrize("rappel_d_abord", [True, False], ids=["rappel", "crédit"])
@pytest.mark.parametrize("rappelee", [True, False], ids=["annuler le rappel", "rappeler"])
@pytest.mark.parametrize("centimes", [50_000, 100_000])
def test_un_rappel_et_le_credit_de_son_lot(
    deux: tuple[Compte, Compte], centimes: int, *, rappel_d_abord: bool, rappelee: bool
) -> None:
    """The bank's sum says whether the line was taken; the line is never both recalled and credited."""
    ligne = a_rappeler(deux, rappelee=rappelee)

    def rappeler() -> None:
        if rappelee:
            annuler_rappel(ligne=ligne, par=deux[0])
        else:
            noter_rappel(ligne=ligne, le=timezone.localdate(), par=deux[0])

    gestes = essayer(rappeler), essayer(lambda: encaisser(centimes))
    if rappel_d_abord:
        croiser(*gestes, dans=rappels, au="journaliser")
    else:
        croiser(*reversed(gestes), dans=encaissement, au="verser")
    assert etats() in (
        ["encaisse", "encaisse"],
        ["encaisse", "rappele"],
        ["rappele", "transmis"],
        ["transmis", "transmis"],
    )
    credits_attendus = etats().count("encaisse")
    assert portees(Nature.PRELEVEMENT) == credits_attendus
    assert credits_attendus in (0, centimes // 50_000)
    assert not anomalies()


# An agent's decision and a file that tells the same return ----------------------------------------
@pytest.mark.parametrize("agent_d_abord", [True, False], ids=["agent", "fichier"])
@pytest.mark.parametrize("encaisse", [True, False], ids=["encaissé", "à la banque"])
def test_une_decision_et_un_fichier_qui_disent_le_meme_retour(
    deux: tuple[Compte, Compte], *, agent_d_abord: bool, encaisse: bool
) -> None:
    ligne = chez_la_banque(deux)
    if encaisse:
        encaisser()
    importer_retours(octets=camt054(debit(ligne.end_to_end, "AC04", "1.00")), nom="r.xml", par=None)
    (retour,) = RetourDePrelevement.objects.a_examiner()
    octets = camt054(debit(ligne.end_to_end, "AC04"), suffixe="2")

    def importer() -> None:
        importer_retours(octets=octets, nom="s.xml", par=None)

    gestes = essayer(lambda: appliquer_le_retour(retour=retour, par=deux[0])), essayer(importer)
    dits = croiser(*(gestes if agent_d_abord else reversed(gestes)), dans=retours, au="_reprendre_l_argent")
    assert dits[0] == ""
    assert portees(Nature.REJET) == encaisse
    assert etats() == (["encaisse", "retourne"] if encaisse else ["rejete", "transmis"])
    assert Ecriture.objects.du_dossier(ligne.dossier).solde_centimes() == -50_000
    assert not anomalies()


# A statement and a file of returns that speak of the same batch -----------------------------------
def test_un_fichier_de_retours_pendant_le_releve_du_meme_lot(deux: tuple[Compte, Compte]) -> None:
    ligne = chez_la_banque(deux)
    releve = camt(
        recu(100_000, lot=lot().reference_du_paiement), recu(-50_000, end_to_end=ligne.end_to_end, motif="AC04")
    )
    octets = camt054(debit(ligne.end_to_end, "AC04"))

    def importer() -> None:
        importer_retours(octets=octets, nom="r.xml", par=None)

    fait, refus = croiser(essayer(lambda: prendre_releve(releve)), essayer(importer), dans=encaissement, au="verser")
    assert fait == ""
    if refus:
        importer()
    rapprocher_les_recues(par=None)
    assert (portees(Nature.PRELEVEMENT), portees(Nature.REJET), etats()) == (2, 1, ["encaisse", "retourne"])
    assert not RetourDePrelevement.objects.a_examiner().exists()
    assert not anomalies()


def test_un_releve_pendant_le_fichier_de_retours_du_meme_lot(deux: tuple[Compte, Compte]) -> None:
    """The debit is told by the notice, then by the statement with the whole credit."""
    ligne = chez_la_banque(deux)
    releve = camt(
        recu(100_000, lot=lot().reference_du_paiement), recu(-50_000, end_to_end=ligne.end_to_end, motif="AC04")
    )
    octets = camt054(debit(ligne.end_to_end, "AC04"))
    dits = croiser(
        essayer(lambda: importer_retours(octets=octets, nom="r.xml", par=None)),
        essayer(lambda: prendre_releve(releve)),
        dans=retours,
        au="_reprendre_l_argent",
    )
    assert dits == ("", "")
    rapprocher_les_recues(par=None)
    assert (portees(Nature.PRELEVEMENT), portees(Nature.REJET), etats()) == (1, 0, ["encaisse", "rejete"])
    assert not anomalies()


# A mandate that ends while a batch is being made --------------------------------------------------
@pytest.mark.parametrize("lot_d_abord", [True, False], ids=["lot", "révocation"])
def test_une_revocation_pendant_la_preparation(deux: tuple[Compte, Compte], *, lot_d_abord: bool) -> None:
    lignes = affilies_a_prelever(2, JOUR, deux[0])
    preparer = essayer(lambda: preparer_lot(jour=JOUR, par=deux[0]))
    revoquer = essayer(lambda: revoquer_mandat(mandat=lignes[0].mandat, par=deux[0]))
    if lot_d_abord:
        croiser(preparer, revoquer, dans=preparation, au="_ecarter")
    else:
        croiser(revoquer, preparer, dans=mandats, au="aviser_du_mandat")
    valider_lot(lot=lot(), par=deux[1])
    produire_les_fichiers()
    assert etats() == ["inclus", "retire"]
    assert (lot().nombre, lot().total_centimes) == (1, 50_000)
    assert telecharger_lot(lot=lot(), par=deux[0]).octets.count(b"<DrctDbtTxInf>") == 1
    assert not anomalies()


def test_une_revocation_pendant_l_ecriture_du_fichier_ne_part_pas(deux: tuple[Compte, Compte]) -> None:
    lignes = affilies_a_prelever(2, JOUR, deux[0])
    valider_lot(lot=preparer_lot(jour=JOUR, par=deux[0]), par=deux[1])
    croiser(
        essayer(produire_les_fichiers),
        essayer(lambda: revoquer_mandat(mandat=lignes[0].mandat, par=deux[0])),
        dans=production,
        au="ecrire",
    )
    assert lot().etat == "genere"
    with pytest.raises(LotRefuse, match="révoqués"):
        telecharger_lot(lot=lot(), par=deux[0])


# A card and a batch that pay the same échéance ----------------------------------------------------
@pytest.fixture
def annoncee(affilie: Persona, deux: tuple[Compte, Compte]) -> Prelevement:
    (due,) = appeler(affilie.dossier, JOUR)
    return ligne_de(mandat_actif(affilie.dossier, deux[0]), due, JOUR)


def solde(persona: Persona) -> int:
    return Ecriture.objects.du_dossier(persona.dossier).solde_centimes()


@pytest.mark.parametrize("lot_d_abord", [True, False], ids=["lot", "carte"])
def test_commencer_a_payer_pendant_le_gel(
    affilie: Persona, annoncee: Prelevement, deux: tuple[Compte, Compte], *, lot_d_abord: bool
) -> None:
    """Both may begin; the validation leaves the line to the card, or the card was refused."""

    def payer() -> None:
        assert annoncee.echeance
        commencer_paiement(
            dossier=affilie.dossier, centimes=50_000, echeances=[str(annoncee.echeance.public_id)], par=affilie.compte
        )

    gestes = essayer(lambda: preparer_lot(jour=JOUR, par=deux[0])), essayer(payer)
    if lot_d_abord:
        croiser(*gestes, dans=preparation, au="_ecarter")
    else:
        croiser(*reversed(gestes), dans=services, au="journaliser")
    if LotDePrelevements.objects.exists():
        essayer(lambda: valider_lot(lot=lot(), par=deux[1]))()
        produire_les_fichiers()
    ouvert = Paiement.objects.filter(etat=EtatPaiement.CREE).exists()
    au_lot = LotDePrelevements.objects.filter(etat="genere").exists()
    assert ouvert != au_lot


@pytest.mark.parametrize("etat", [EtatPaiement.OUVERT, EtatPaiement.EXPIRE], ids=str)
@pytest.mark.parametrize("lot_d_abord", [True, False], ids=["lot", "carte"])
def test_la_carte_paye_pendant_la_validation(
    affilie: Persona, annoncee: Prelevement, deux: tuple[Compte, Compte], etat: EtatPaiement, *, lot_d_abord: bool
) -> None:
    """Credited once; the line is withdrawn unless it had been validated before the card was heard of."""
    essai = paiement(affilie)
    Paiement.objects.update(etat=EtatPaiement.EXPIRE)
    preparer_lot(jour=JOUR, par=deux[0])
    Paiement.objects.update(etat=etat)
    valider = essayer(lambda: valider_lot(lot=lot(), par=deux[1]))
    credite = essayer(lambda: appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION))
    if lot_d_abord:
        dit, _ = croiser(valider, credite, dans=preparation, au="dus_a_prelever")
    else:
        _, dit = croiser(credite, valider, dans=encaissements, au="verser")
    assert solde(affilie) == 0
    tard = lot_d_abord and etat == EtatPaiement.EXPIRE
    assert ("Tout a été réglé" in dit) is not tard
    assert not anomalies()


def test_le_credit_du_lot_pendant_une_carte_en_retard(
    affilie: Persona, annoncee: Prelevement, deux: tuple[Compte, Compte]
) -> None:
    """Money that came twice is on the account twice: one pays, the other is an avance."""
    lot_transmis(JOUR, *deux)
    essai = paiement(affilie, etat=EtatPaiement.EXPIRE)
    croiser(
        essayer(lambda: encaisser(50_000)),
        essayer(lambda: appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)),
        dans=encaissement,
        au="verser",
    )
    assert (solde(affilie), portees(Nature.PRELEVEMENT), portees(Nature.CARTE)) == (50_000, 1, 1)
    assert not anomalies()
