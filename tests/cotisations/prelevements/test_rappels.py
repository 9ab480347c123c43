"""Recalls: what the bank has under a mandate that ended is not to be taken."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.envois.composition import composer
from accounts.models import Compte, EntreeJournal, Envoi
from cotisations.banque.etats import EtatOperation
from cotisations.banque.rapprochement import rapprocher_les_recues
from cotisations.models import Ecriture, LotDePrelevements, MandatSepa, Operation, Prelevement, RetourDePrelevement
from cotisations.prelevements.annonces import annoncer_les_prelevements
from cotisations.prelevements.encaissement import MontantDifferent, attendu_du_lot, encaisser_lot
from cotisations.prelevements.enums import Acte
from cotisations.prelevements.mandats import revoquer_mandat
from cotisations.prelevements.preparation import preparer_lot
from cotisations.prelevements.preuves import PREUVES
from cotisations.prelevements.rappels import annuler_rappel, est_a_rappeler, noter_rappel
from cotisations.prelevements.refus import LotRefuse
from tests.cotisations.banque.fabrique import camt, recu
from tests.cotisations.banque.fabrique import prendre as prendre_releve
from tests.cotisations.prelevements.fabrique import affilies_a_prelever, agents, ligne_de, lot_transmis, mandat_actif
from tests.cotisations.prelevements.test_retours import camt054, credit, debit, prendre, solde
from tests.harnais.course import courir

JOUR = date(2026, 12, 7)  # a Monday: the last day to recall is Friday the 4th
ICI = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture
def deux() -> tuple[Compte, Compte]:
    return agents()


def chez_la_banque(nombre: int, deux: tuple[Compte, Compte]) -> list[Prelevement]:
    """Lines at the bank; the mandate of the first one was revoked since."""
    affilies_a_prelever(nombre, JOUR, deux[0])
    lot_transmis(JOUR, *deux)
    lignes = relire()
    revoquer_mandat(mandat=lignes[0].mandat, par=deux[0])
    return relire()


@pytest.fixture
def lignes(deux: tuple[Compte, Compte]) -> list[Prelevement]:
    return chez_la_banque(2, deux)


def relire() -> list[Prelevement]:
    return list(Prelevement.objects.select_related("dossier", "mandat", "lot").order_by("pk"))


def lot() -> LotDePrelevements:
    return LotDePrelevements.objects.get()


def rappeler(lignes: list[Prelevement], par: Compte) -> None:
    noter_rappel(ligne=lignes[0], le=ICI, par=par)


def aucune_anomalie() -> bool:
    return not any(list(preuve.anomalies()) for preuve in PREUVES)


def test_rappeler_baisse_ce_que_le_lot_attend(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    assert list(Prelevement.objects.a_rappeler(ICI)) == [lignes[0]]
    rappeler(lignes, deux[1])
    rappelee, _ = relire()
    assert (rappelee.etat, rappelee.rappele_le, rappelee.rappele_par, rappelee.motif) == (
        "rappele", ICI, deux[1], "mandat révoqué",
    )  # fmt: skip
    assert (attendu_du_lot(lot()), lot().etat) == (50_000, "transmis")
    entree = EntreeJournal.objects.get(acte=Acte.PRELEVEMENT_RAPPELE)
    assert (entree.par, entree.dossier) == (deux[1], lignes[0].dossier)
    encaisser_lot(lot=lot(), le=JOUR, centimes=50_000, par=deux[0])
    assert [une.etat for une in relire()] == ["rappele", "encaisse"]
    assert [solde(une) for une in lignes] == [-50_000, 0]
    assert aucune_anomalie()
    assert annoncer_les_prelevements() == 0, "son mandat est fini"


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [(ICI, True), (date(2026, 12, 4), True), (date(2026, 12, 5), False), (date(2026, 12, 7), False)],
    ids=["aujourd’hui", "la veille ouvrée", "le samedi", "le jour même"],
)
def test_jusqu_a_la_veille_ouvree(
    lignes: list[Prelevement], deux: tuple[Compte, Compte], horloge: time_machine.Traveller, jour: date, attendu: bool
) -> None:
    horloge.shift(jour - ICI)
    assert Prelevement.objects.a_rappeler(jour).exists() is attendu
    assert est_a_rappeler(lignes[0], jour) is attendu
    if attendu:
        noter_rappel(ligne=lignes[0], le=jour, par=deux[0])
        return
    with pytest.raises(LotRefuse, match="veille ouvrée"):
        noter_rappel(ligne=lignes[0], le=jour, par=deux[0])
    noter_rappel(ligne=lignes[0], le=date(2026, 12, 4), par=deux[0])  # asked in time, noted late


@pytest.mark.parametrize("le", [ICI - timedelta(days=1), ICI + timedelta(days=1)], ids=["avant l’envoi", "demain"])
def test_un_jour_impossible_est_refuse(lignes: list[Prelevement], deux: tuple[Compte, Compte], le: date) -> None:
    with pytest.raises(LotRefuse, match="Le jour du rappel"):
        noter_rappel(ligne=lignes[0], le=le, par=deux[0])


def test_seule_la_ligne_d_un_mandat_fini_se_rappelle(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    with pytest.raises(LotRefuse, match="mandat a pris fin"):
        noter_rappel(ligne=lignes[1], le=ICI, par=deux[0])
    encaisser_lot(lot=lot(), le=JOUR, centimes=100_000, par=deux[0])
    with pytest.raises(LotRefuse, match="plus à rappeler"):
        noter_rappel(ligne=relire()[0], le=ICI, par=deux[0])
    assert not Prelevement.objects.a_rappeler(ICI).exists()


@pytest.mark.parametrize(
    ("etat", "attendu"), [("clos", True), ("revoque", True), ("suspendu", False), ("remplace", False), ("actif", False)]
)
def test_seuls_un_deces_et_une_revocation_rappellent(deux: tuple[Compte, Compte], etat: str, attendu: bool) -> None:
    """A replaced mandate authorised what was sent under it; the bank of a suspended one refuses by itself."""
    affilies_a_prelever(1, JOUR, deux[0])
    lot_transmis(JOUR, *deux)
    fini = timezone.now() if etat in {"clos", "revoque", "remplace"} else None
    MandatSepa.objects.update(etat=etat, fini_le=fini)
    assert Prelevement.objects.a_rappeler(ICI).exists() is attendu
    assert est_a_rappeler(relire()[0], ICI) is attendu


# The bank did not obey ---------------------------------------------------------------------------


def test_une_banque_qui_prend_quand_meme_se_voit(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    rappeler(lignes, deux[0])
    with pytest.raises(MontantDifferent, match="quand même"):
        encaisser_lot(lot=lot(), le=JOUR, centimes=100_000, par=deux[0])
    assert prendre(camt054(credit(lot(), "1000.00"))) == (1, 0, 1)
    prendre_releve(camt(recu(100_000, lot=lot().reference_du_paiement)))
    assert Operation.objects.get().etat == EtatOperation.A_IDENTIFIER
    assert "quand même" in RetourDePrelevement.objects.get().anomalie
    assert not Ecriture.objects.filter(nature="prelevement").exists()
    annuler_rappel(ligne=relire()[0], par=deux[1])
    assert EntreeJournal.objects.get(acte=Acte.RAPPEL_ANNULE).par == deux[1]
    assert rapprocher_les_recues(par=None) == {EtatOperation.RAPPROCHEE: 1}
    assert [(une.etat, solde(une)) for une in relire()] == [("encaisse", 0), ("encaisse", 0)]
    prendre(camt054(debit(lignes[0].end_to_end, "MD01"), suffixe="2"))
    assert [(une.etat, solde(une)) for une in relire()] == [("retourne", -50_000), ("encaisse", 0)]
    assert aucune_anomalie()


def test_une_ligne_rappelee_qui_revient_attend_un_agent(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    rappeler(lignes, deux[0])
    assert prendre(camt054(debit(lignes[0].end_to_end, "MD01"))) == (1, 0, 1)
    assert "rappel" in RetourDePrelevement.objects.get().anomalie
    assert relire()[0].etat == "rappele"


def test_un_lot_tout_rappele_n_attend_plus_rien(deux: tuple[Compte, Compte]) -> None:
    lignes = chez_la_banque(1, deux)
    rappeler(lignes, deux[0])
    assert (lot().etat, lot().motif) == ("rappele", "tous ses prélèvements ont été rappelés ou rejetés")
    with pytest.raises(LotRefuse):
        encaisser_lot(lot=lot(), le=JOUR, centimes=50_000, par=deux[0])
    assert aucune_anomalie()
    annuler_rappel(ligne=relire()[0], par=deux[0])
    assert (lot().etat, lot().fini_le) == ("transmis", None)
    encaisser_lot(lot=lot(), le=JOUR, centimes=50_000, par=deux[0])
    assert solde(lignes[0]) == 0


def test_un_rappel_suivi_ne_se_defait_plus(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    rappeler(lignes, deux[0])
    encaisser_lot(lot=lot(), le=JOUR, centimes=50_000, par=deux[0])
    with pytest.raises(LotRefuse, match="déjà encaissé"):
        annuler_rappel(ligne=relire()[0], par=deux[0])
    with pytest.raises(LotRefuse):
        annuler_rappel(ligne=relire()[1], par=deux[0])


@pytest.mark.parametrize("dans_un_lot", [False, True], ids=["annoncé", "dans un lot"])
def test_un_autre_mandat_entre_temps_ne_prend_pas_deux_fois(
    lignes: list[Prelevement], deux: tuple[Compte, Compte], dans_un_lot: bool
) -> None:
    """Recalled, announced again under another mandate, and taken all the same."""
    rappeler(lignes, deux[0])
    assert lignes[0].echeance
    autre_jour = date(2026, 12, 14)
    nouvelle = ligne_de(mandat_actif(lignes[0].dossier, deux[0]), lignes[0].echeance, autre_jour)
    if dans_un_lot:
        preparer_lot(jour=autre_jour, par=deux[0])
        with pytest.raises(LotRefuse, match="annulez d’abord"):
            annuler_rappel(ligne=relire()[0], par=deux[0])
        assert relire()[0].etat == "rappele"
        return
    annuler_rappel(ligne=relire()[0], par=deux[0])
    nouvelle.refresh_from_db()
    assert (relire()[0].etat, nouvelle.etat) == ("transmis", "retire")


def test_les_preuves_voient_une_ligne_rappelee_et_creditee(
    lignes: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    encaisser_lot(lot=lot(), le=JOUR, centimes=100_000, par=deux[0])
    assert aucune_anomalie()
    Prelevement.objects.filter(pk=lignes[0].pk).update(etat="rappele", rappele_le=ICI, rappele_par=deux[0])
    dites = [ligne for preuve in PREUVES for ligne in preuve.anomalies()]
    assert any("aucun prélèvement ne l’explique" in une for une in dites)
    assert any("la banque a porté" in une for une in dites)


# Words -------------------------------------------------------------------------------------------


def test_le_mail_de_revocation_ne_promet_pas_ce_qui_est_parti(
    lignes: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    """Written when it leaves: recalled meanwhile, nothing more is said to be taken."""
    (envoi,) = Envoi.objects.filter(references__nouvelle="revoque")
    corps = composer(envoi).body
    assert "500,00" in corps
    assert "7 décembre 2026" in corps.replace("\u00a0", " ")
    assert "Rien ne sera plus prélevé" not in corps
    rappeler(lignes, deux[0])
    assert "Rien ne sera plus prélevé" in composer(envoi).body


# At the same time --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_rappeler_et_encaisser_a_la_fois() -> None:
    """Either the line is recalled and the batch credited without it, or credited with it and never recalled."""
    deux = agents()
    lignes = chez_la_banque(2, deux)

    def agir(rang: int) -> bool:
        try:
            if rang % 2:
                noter_rappel(ligne=lignes[0], le=timezone.localdate(), par=deux[rang % 4 // 2])
            else:
                encaisser_lot(lot=lot(), le=JOUR, centimes=(100_000, 50_000)[rang % 4 // 2], par=deux[0])
        except LotRefuse:
            return False
        return True

    courir(agir, fois=12, coureurs=12)
    etats = [une.etat for une in relire()]
    assert etats in (["rappele", "encaisse"], ["encaisse", "encaisse"], ["rappele", "transmis"])
    assert aucune_anomalie()
