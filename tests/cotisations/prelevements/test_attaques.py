"""What attacks found on direct debits: acts that block each other, money on two accounts, batches that never end."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.agents.refus import ActeImpossible
from cotisations.banque import decisions, virements
from cotisations.banque.decisions import attribuer, mettre_en_attente
from cotisations.banque.lu import FichierRefuse
from cotisations.banque.rapprochement import rapprocher_les_recues
from cotisations.enums import Nature
from cotisations.models import Ecriture, LotDePrelevements, MandatSepa, Operation, Prelevement
from cotisations.prelevements import encaissement, importation, lots, mandats, preparation, verrouillage
from cotisations.prelevements.decisions import declarer_transmis
from cotisations.prelevements.encaissement import encaisser_lot
from cotisations.prelevements.importation import importer_retours
from cotisations.prelevements.lots import annuler_lot, transmettre_lot
from cotisations.prelevements.mandats import revoquer_mandat
from cotisations.prelevements.preparation import preparer_lot, valider_lot
from cotisations.prelevements.production import produire_les_fichiers, telecharger_lot
from cotisations.prelevements.rappels import noter_rappel
from cotisations.prelevements.refus import LotRefuse
from cotisations.verification import verifier
from cotisations.virement.reference import reference_rf
from tests.cotisations.banque.fabrique import camt, recu
from tests.cotisations.banque.fabrique import prendre as prendre_releve
from tests.cotisations.paiements.fabrique import appeler
from tests.cotisations.prelevements.fabrique import (
    affilies_a_prelever,
    agents,
    ligne_de,
    lot_genere,
    lot_pris,
    lot_transmis,
)
from tests.cotisations.prelevements.test_retours import camt054, credit, debit, pain002
from tests.harnais.course import croiser
from tests.harnais.personas import Persona

JOUR = date(2026, 12, 7)


def essayer(acte: Callable[[], object]) -> Callable[[], str]:
    """What is told: nothing, why not, or that the database gave up (a page 500, a job that dies)."""

    def tente() -> str:
        try:
            acte()
        except (ActeImpossible, FichierRefuse) as refus:
            return str(refus)
        except OperationalError as panne:
            return f"PANNE {panne}"
        return ""

    return tente


def anomalies() -> list[str]:
    return [dite for constat in verifier() for dite in constat.anomalies]


def lot() -> LotDePrelevements:
    return LotDePrelevements.objects.get()


# PostgreSQL: each holds what the other wants ------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_revoquer_pendant_l_import_d_un_retour_ne_bloque_personne() -> None:
    """A revocation holds the mandate, then wants the journal; a return holds the journal, then wants the mandate."""
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot_transmis(JOUR, a, b)
    ligne = Prelevement.objects.get()
    dits = croiser(
        essayer(lambda: revoquer_mandat(mandat=MandatSepa.objects.get(), par=a)),
        essayer(lambda: importer_retours(octets=pain002((ligne.end_to_end, "AC04")), nom="r.xml", par=a)),
        dans=mandats,
        au="journaliser",
    )
    assert dits == ("", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("au", ["dus_a_prelever", "_ecarter", "journaliser"])
def test_revoquer_pendant_la_validation_ne_bloque_personne(au: str) -> None:
    """A validation holds the dossiers FOR UPDATE, then wants the journal; a revocation holds the journal, then names a
    dossier (foreign key, FOR KEY SHARE). No revoked mandate leaves, whoever comes first."""
    a, b = agents()
    lignes = affilies_a_prelever(2, JOUR, a)
    preparer_lot(jour=JOUR, par=a)
    dits = croiser(
        essayer(lambda: valider_lot(lot=lot(), par=b)),
        essayer(lambda: revoquer_mandat(mandat=lignes[0].mandat, par=a)),
        dans=preparation,
        au=au,
    )
    assert dits == ("", "")
    produire_les_fichiers()
    if Prelevement.objects.filter(etat="retire").exists():
        assert telecharger_lot(lot=lot(), par=a).octets.count(b"<DrctDbtTxInf>") == 1
        return
    with pytest.raises(LotRefuse, match="révoqués"):
        telecharger_lot(lot=lot(), par=a)
    annuler_lot(lot=lot(), par=a, motif="mandat révoqué")
    assert sorted(Prelevement.objects.values_list("etat", flat=True)) == ["prenotifie", "retire"]


@pytest.mark.django_db(transaction=True)
def test_revoquer_pendant_le_credit_d_un_lot_ne_bloque_personne() -> None:
    """The same with the credit of a batch, which holds every dossier of it."""
    a, b = agents()
    lignes = affilies_a_prelever(2, JOUR, a)
    lot_transmis(JOUR, a, b)
    dits = croiser(
        essayer(lambda: encaisser_lot(lot=lot(), le=JOUR, centimes=100_000, par=b)),
        essayer(lambda: revoquer_mandat(mandat=lignes[0].mandat, par=a)),
        dans=encaissement,
        au="journaliser",
    )
    assert dits == ("", "")


@pytest.mark.django_db(transaction=True)
def test_un_releve_et_un_import_du_meme_jour_ne_se_bloquent_pas() -> None:
    """Matching holds the dossier of a virement, then wants the batch; an import holds the batch, then the dossier."""
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    envoye = lot_transmis(JOUR, a, b)
    numero = Prelevement.objects.get().dossier.numero
    releve = camt(recu(1_000, reference_rf(numero)), recu(50_000, lot=envoye.reference_du_paiement))
    avis = camt054(credit(envoye, "500.00", "2026-11-20"))
    dits = croiser(
        essayer(lambda: prendre_releve(releve)),
        essayer(lambda: importer_retours(octets=avis, nom="r.xml", par=a)),
        dans=virements,
        au="_aviser",
    )
    assert dits == ("", "")


@pytest.mark.django_db(transaction=True)
def test_un_releve_de_deux_lots_et_un_import_ne_se_bloquent_pas() -> None:
    """Matching writes in the journal for the first batch, then wants the second, which an import holds."""
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    premier = lot_transmis(JOUR, a, b)
    (ligne,) = affilies_a_prelever(1, JOUR, a)
    second = lot_transmis(JOUR, a, b)
    releve = camt(
        recu(50_000, lot=premier.reference_du_paiement), recu(-50_000, end_to_end=ligne.end_to_end, motif="AC04")
    )
    refus = pain002((ligne.end_to_end, "AC04"), lot=second.reference)
    dits = croiser(
        essayer(lambda: importer_retours(octets=refus, nom="r.xml", par=a)),
        essayer(lambda: prendre_releve(releve)),
        dans=importation,
        au="_traiter",
    )
    assert dits == ("", "")


# The bank's money for a batch, given to one dossier too -------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("agent_d_abord", [True, False], ids=["agent", "crédit"])
def test_une_operation_donnee_a_un_dossier_pendant_le_credit_de_son_lot(
    affilie: Persona, *, agent_d_abord: bool
) -> None:
    """The same money is never on both accounts, whoever comes first."""
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    envoye = lot_transmis(JOUR, a, b)
    prendre_releve(camt(recu(90_000, lot=envoye.reference_du_paiement)))
    gestes = (
        essayer(lambda: attribuer(operation=Operation.objects.get(), dossier=affilie.dossier, motif="essai", par=a)),
        essayer(lambda: encaisser_lot(lot=lot(), le=JOUR, centimes=100_000, par=b)),
    )
    if agent_d_abord:
        dits = croiser(*gestes, dans=decisions, au="_noter")
    else:
        dits = croiser(*reversed(gestes), dans=encaissement, au="verser")
    assert anomalies() == []
    assert sorted(map(bool, dits)) == [False, True]


# What is said of a batch --------------------------------------------------------------------------
@pytest.mark.django_db
def test_un_credit_entier_apres_un_pain002_puis_son_debit_est_porte() -> None:
    """Refused by pain.002 (no amount), debited in the statement that credits the batch whole: told before, the debit
    is dropped, and with it the only trace that the bank gave back this line of the whole."""
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    envoye = lot_transmis(JOUR, a, b)
    ligne = Prelevement.objects.order_by("pk")[0]
    importer_retours(octets=pain002((ligne.end_to_end, "AC04")), nom="r.xml", par=a)
    prendre_releve(
        camt(recu(100_000, lot=envoye.reference_du_paiement), recu(-50_000, end_to_end=ligne.end_to_end, motif="AC04"))
    )
    rapprocher_les_recues(par=None)
    assert (lot().etat, Ecriture.objects.filter(nature=Nature.PRELEVEMENT).count()) == ("encaisse", 1)


@pytest.mark.django_db
def test_un_credit_entier_apres_deux_avis_du_meme_retour_est_porte() -> None:
    """The same with a camt.054 between: it has the amount, and is « deja »."""
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    envoye = lot_transmis(JOUR, a, b)
    ligne = Prelevement.objects.order_by("pk")[0]
    importer_retours(octets=pain002((ligne.end_to_end, "AC04")), nom="r.xml", par=a)
    importer_retours(octets=camt054(debit(ligne.end_to_end, "AC04")), nom="s.xml", par=a)
    encaisser_lot(lot=envoye, le=JOUR, centimes=100_000, par=a)
    assert anomalies() == []


@pytest.mark.django_db
def test_un_lot_dont_toutes_les_lignes_sont_rejetees_est_fini() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot_transmis(JOUR, a, b)
    refs = Prelevement.objects.values_list("end_to_end", flat=True)
    importer_retours(octets=pain002(*((ref, "AC04") for ref in refs)), nom="r.xml", par=a)
    assert lot().etat != "transmis"


@pytest.mark.django_db
def test_un_fichier_que_personne_n_a_pris_ne_se_dit_pas_transmis() -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    pret = lot_genere(JOUR, a, b)
    assert pret.telecharge_le is None
    with pytest.raises(LotRefuse):
        transmettre_lot(lot=pret, par=b, transmis_le=timezone.localdate())


# Found by a second look at the locks ---------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("annuler_d_abord", [True, False], ids=["annulation", "révocation"])
def test_annuler_un_lot_pendant_une_revocation_ne_laisse_rien_d_annonce(*, annuler_d_abord: bool) -> None:
    """A line announced under a mandate that ended would keep its échéance for ever."""
    a, _ = agents()
    affilies_a_prelever(2, JOUR, a)
    preparer_lot(jour=JOUR, par=a)
    annuler = essayer(lambda: annuler_lot(lot=lot(), par=a, motif="essai"))
    revoquer = essayer(lambda: revoquer_mandat(mandat=MandatSepa.objects.order_by("pk")[0], par=a))
    if annuler_d_abord:
        croiser(annuler, revoquer, dans=lots, au="journaliser")
    else:
        croiser(revoquer, annuler, dans=mandats, au="journaliser")
    assert sorted(Prelevement.objects.values_list("etat", "mandat__etat")) == [
        ("prenotifie", "actif"),
        ("retire", "revoque"),
    ]


@pytest.mark.django_db(transaction=True)
def test_decider_d_une_operation_pendant_la_transmission_de_son_lot() -> None:
    """A debit read too early names a line, and no batch."""
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot_pris(JOUR, a, b)
    ligne = Prelevement.objects.order_by("pk")[0]
    prendre_releve(camt(recu(-50_000, end_to_end=ligne.end_to_end, motif="AC04")))
    dits = croiser(
        essayer(lambda: mettre_en_attente(operation=Operation.objects.get(), motif="essai", par=a)),
        essayer(lambda: declarer_transmis(lot=lot(), par=b, transmis_le=timezone.localdate())),
        dans=decisions,
        au="_noter",
    )
    assert dits == ("", "")


@pytest.mark.django_db(transaction=True)
def test_un_retour_sans_lot_pendant_une_revocation_ne_bloque_personne() -> None:
    a, b = agents()
    (ligne,) = affilies_a_prelever(1, JOUR, a)
    dits = croiser(
        essayer(lambda: importer_retours(octets=pain002((ligne.end_to_end, "MD06")), nom="r.xml", par=b)),
        essayer(lambda: revoquer_mandat(mandat=MandatSepa.objects.get(), par=a)),
        dans=verrouillage,
        au="verrouiller",
    )
    assert dits == ("", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reference", ["INCONNU", ""])
def test_un_debit_qui_ne_nomme_qu_un_lot_ne_bloque_personne(reference: str) -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    envoye = lot_transmis(JOUR, a, b)
    numero = Prelevement.objects.get().dossier.numero
    releve = camt(
        recu(1_000, reference_rf(numero)), recu(-50_000, lot=envoye.reference_du_paiement, end_to_end=reference)
    )
    avis = camt054(credit(envoye, "500.00", "2026-11-20"))
    dits = croiser(
        essayer(lambda: prendre_releve(releve)),
        essayer(lambda: importer_retours(octets=avis, nom="r.xml", par=a)),
        dans=virements,
        au="_aviser",
    )
    assert dits == ("", "")


@pytest.mark.django_db
@pytest.mark.parametrize("rappel_d_abord", [True, False])
def test_un_lot_en_partie_rappele_en_partie_rejete_est_fini(*, rappel_d_abord: bool) -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot_transmis(JOUR, a, b)
    premiere, seconde = Prelevement.objects.order_by("pk")
    revoquer_mandat(mandat=premiere.mandat, par=a)
    gestes: list[Callable[[], object]] = [
        lambda: noter_rappel(ligne=Prelevement.objects.get(pk=premiere.pk), le=timezone.localdate(), par=a),
        lambda: importer_retours(octets=pain002((seconde.end_to_end, "AC04")), nom="r.xml", par=a),
    ]
    for geste in gestes if rappel_d_abord else reversed(gestes):
        geste()
    assert lot().etat == "rappele"


@pytest.mark.django_db
def test_l_argent_d_un_lot_refuse_puis_debite_revient_a_son_lot() -> None:
    """Refused by pain.002, it ended; the statement credits it whole, and debits its line."""
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    envoye = lot_transmis(JOUR, a, b)
    ligne = Prelevement.objects.get()
    importer_retours(octets=pain002((ligne.end_to_end, "AC04")), nom="r.xml", par=a)
    assert lot().etat == "rejete"
    prendre_releve(
        camt(recu(50_000, lot=envoye.reference_du_paiement), recu(-50_000, end_to_end=ligne.end_to_end, motif="AC04"))
    )
    rapprocher_les_recues(par=None)
    assert set(Operation.objects.values_list("etat", flat=True)) == {"rapprochee"}
    assert (lot().etat, Ecriture.objects.filter(nature=Nature.PRELEVEMENT).count(), anomalies()) == ("encaisse", 0, [])


@pytest.mark.django_db
def test_un_debit_par_mandat_apres_un_debit_par_reference() -> None:
    """Two lines alike: one debit names the first, the other names their mandate alone."""
    a, b = agents()
    (ligne,) = affilies_a_prelever(1, JOUR, a)
    (due,) = appeler(ligne.dossier, JOUR)
    ligne_de(ligne.mandat, due, JOUR)
    envoye = lot_transmis(JOUR, a, b)
    prendre_releve(camt(recu(100_000, lot=envoye.reference_du_paiement)))
    debits = recu(-50_000, end_to_end=ligne.end_to_end, motif="AC04"), recu(-50_000, rum=ligne.mandat.rum, motif="AC04")
    prendre_releve(camt(*debits, solde=1_100_000))
    assert list(Prelevement.objects.values_list("etat", flat=True)) == ["retourne"] * 2
