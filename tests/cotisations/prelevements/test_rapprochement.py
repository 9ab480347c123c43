"""Bank statements that speak of direct debits, through the matching of operations."""

import uuid
from datetime import date, timedelta
from typing import Any, cast

import pytest
from django.db import transaction
from django.utils import timezone

from cotisations.banque.chercheurs import Candidate, chercheurs
from cotisations.banque.contenu import Contenu
from cotisations.banque.etats import EtatOperation, Methode
from cotisations.banque.rapprochement import rapprocher_les_recues
from cotisations.models import Ecriture, LotDePrelevements, Operation, Prelevement, Releve, RetourDePrelevement
from cotisations.prelevements.decisions import appliquer, declarer_transmis
from cotisations.prelevements.encaissement import encaisser_lot
from cotisations.prelevements.lots import transmettre_lot
from cotisations.prelevements.preuves import PREUVES
from demonstration.releves import Mouvement
from tests.cotisations.banque.fabrique import JOUR as JOUR_DU_RELEVE
from tests.cotisations.banque.fabrique import SOLDE, camt, prendre, recu
from tests.cotisations.paiements.fabrique import echeance
from tests.cotisations.prelevements.fabrique import (
    affilies_a_prelever,
    agents,
    ligne_de,
    lot_pris,
    lot_transmis,
)
from tests.cotisations.prelevements.test_retours import camt054, debit, pain002
from tests.cotisations.prelevements.test_retours import prendre as retours

JOUR = date(2026, 12, 7)


def arriver(methode: Methode, **champs: Any) -> bool:
    """An operation of a statement is looked at; whether it was recognised and posted."""
    empreinte = uuid.uuid4().hex * 2
    releve = Releve.objects.create(
        sha256=empreinte, rang=1, format="camt", iban="FR7600000000000000000000097", date_debut=JOUR, date_fin=JOUR,
        solde_debut_centimes=0, solde_fin_centimes=0, lues=1, nouvelles=1, importe_le=timezone.now(),
    )  # fmt: skip
    operation = Operation.objects.create(
        releve=releve, empreinte=empreinte, date_operation=JOUR, importee_le=timezone.now(), scelle=b"", **champs
    )
    (chercheur,) = (un for un in chercheurs() if un.methode == methode)
    assert chercheur.poster
    trouvees = chercheur.trouver([Candidate(operation, cast("Contenu", None))])
    with transaction.atomic():
        return bool(trouvees) and operation.pk in chercheur.poster(trouvees)


@pytest.mark.django_db
def test_un_releve_credite_le_lot_puis_reprend_un_rejet() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    ligne = lot.prelevements.order_by("pk")[0]
    assert not arriver(Methode.LOT, montant_centimes=99_999, lot=lot.reference_du_paiement)
    assert arriver(Methode.LOT, montant_centimes=100_000, lot=lot.reference_du_paiement)
    assert Ecriture.objects.filter(nature="prelevement").count() == 2
    assert arriver(Methode.END_TO_END, montant_centimes=-50_000, end_to_end=ligne.end_to_end, motif="AC04")
    assert Ecriture.objects.filter(nature="rejet").count() == 1


@pytest.mark.django_db
def test_un_debit_d_une_autre_somme_est_un_retour_a_examiner() -> None:
    """An agent decides of it where the other returns are; told again, the operation waits."""
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    ligne = lot.prelevements.get()
    assert arriver(Methode.LOT, montant_centimes=50_000, lot=lot.reference_du_paiement)
    assert arriver(Methode.END_TO_END, montant_centimes=-1, end_to_end=ligne.end_to_end, motif="AC04")
    (retour,) = RetourDePrelevement.objects.a_examiner()
    assert (retour.montant_centimes, retour.prelevement) == (1, ligne)
    assert not Ecriture.objects.filter(nature="rejet").exists()
    assert not arriver(Methode.END_TO_END, montant_centimes=-1, end_to_end=ligne.end_to_end, motif="AC04")
    appliquer(retour=retour, par=a)
    assert Ecriture.objects.get(nature="rejet").montant_centimes == -50_000


# Statements that come before somebody said that the batch is sent, or twice ---------------------


def releve(*mouvements: Mouvement) -> dict[str, int]:
    if mouvements:
        prendre(camt(*mouvements))
    return {etat: Operation.objects.filter(etat=etat).count() for etat in ("rapprochee", "a_identifier", "recue")}


def impaye(ligne: Prelevement, centimes: int = 50_000, **champs: Any) -> Mouvement:
    return recu(-centimes, end_to_end=ligne.end_to_end, motif="AC04", **champs)


@pytest.mark.django_db
def test_un_releve_lu_avant_la_transmission_est_relu() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_pris(JOUR, a, b)
    ligne = lot.prelevements.order_by("pk")[0]
    attente = releve(recu(100_000, lot=lot.reference_du_paiement), impaye(ligne))
    assert attente == {"rapprochee": 0, "a_identifier": 2, "recue": 0}
    assert not Ecriture.objects.filter(cle__startswith="prelevement:").exists()
    declarer_transmis(lot=lot, par=b, transmis_le=timezone.localdate())
    assert rapprocher_les_recues(par=None) == {EtatOperation.RAPPROCHEE: 2}
    assert sorted(Prelevement.objects.values_list("etat", flat=True)) == ["encaisse", "retourne"]
    assert Ecriture.objects.filter(cle__startswith="prelevement:").count() == 3
    assert not any(list(preuve.anomalies()) for preuve in PREUVES)


@pytest.mark.django_db
def test_un_credit_net_est_relu_quand_son_rejet_est_connu() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    ligne = lot.prelevements.order_by("pk")[0]
    assert releve(recu(50_000, lot=lot.reference_du_paiement))["a_identifier"] == 1
    retours(pain002((ligne.end_to_end, "AC04")))
    assert rapprocher_les_recues(par=None) == {EtatOperation.RAPPROCHEE: 1}
    assert (LotDePrelevements.objects.get().etat, Ecriture.objects.filter(nature="prelevement").count()) == (
        "encaisse",
        1,
    )


@pytest.mark.django_db
def test_un_credit_porte_par_un_agent_n_est_pas_porte_deux_fois() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_pris(JOUR, a, b)
    releve(recu(100_000, lot=lot.reference_du_paiement))
    transmettre_lot(lot=lot, par=b, transmis_le=timezone.localdate())
    encaisser_lot(lot=lot, le=Operation.objects.get().date_operation, centimes=100_000, par=b)
    assert rapprocher_les_recues(par=None) == {EtatOperation.RAPPROCHEE: 1}
    assert Ecriture.objects.filter(nature="prelevement").count() == 2


@pytest.mark.django_db
def test_un_retour_dit_par_trois_messages_compte_une_fois() -> None:
    """pain.002, camt.054, then the statement: one écriture, and nothing waits."""
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    ligne = lot.prelevements.order_by("pk")[0]
    encaisser_lot(lot=lot, le=JOUR_DU_RELEVE, centimes=100_000, par=a)
    assert retours(pain002((ligne.end_to_end, "AC04"))) == (1, 0, 0)
    assert retours(camt054(debit(ligne.end_to_end, "AC04"))) == (0, 1, 0)
    vus = releve(recu(100_000, lot=lot.reference_du_paiement), impaye(ligne))
    assert vus == {"rapprochee": 2, "a_identifier": 0, "recue": 0}
    assert Ecriture.objects.get(nature="rejet").cle == f"prelevement:{ligne.public_id.hex}:rejet:1"
    assert not RetourDePrelevement.objects.a_examiner().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("ensemble", [True, False], ids=["un relevé", "deux relevés"])
def test_une_ligne_debitee_deux_fois_attend_un_agent(ensemble: bool) -> None:
    """Taken back once; the second debit is the bank's error, and is seen."""
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    ligne = lot.prelevements.order_by("pk")[0]
    argent = recu(100_000, lot=lot.reference_du_paiement)
    if ensemble:
        vus = releve(argent, impaye(ligne), impaye(ligne))
    else:
        releve(argent, impaye(ligne))
        demain = JOUR_DU_RELEVE + timedelta(days=1)
        prendre(camt(impaye(ligne, jour=demain), solde=SOLDE + 50_000, jour=demain))
        vus = releve()
    assert (vus["rapprochee"], vus["a_identifier"]) == (2, 1)
    assert Ecriture.objects.filter(nature="rejet").count() == 1


@pytest.mark.django_db
def test_un_rejet_qui_ne_nomme_que_son_mandat_est_repris_une_fois() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    arriver(Methode.LOT, montant_centimes=100_000, lot=lot.reference_du_paiement)
    rum = lot.prelevements.order_by("pk")[0].mandat.rum
    assert not arriver(Methode.RUM, montant_centimes=-49_999, rum=rum, motif="MD01"), "un autre montant"
    assert not arriver(Methode.RUM, montant_centimes=-50_000, rum="INCONNUE", motif="MD01")
    assert not arriver(Methode.RUM, montant_centimes=50_000, rum=rum), "de l’argent reçu"
    assert arriver(Methode.RUM, montant_centimes=-50_000, rum=rum, motif="MD01")
    assert not arriver(Methode.RUM, montant_centimes=-50_000, rum=rum, motif="MD01")
    assert Ecriture.objects.filter(nature="rejet").count() == 1


@pytest.mark.django_db
def test_entre_deux_lignes_d_un_mandat_rien_n_est_devine() -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    ligne, demain = lot.prelevements.get(), date(2026, 12, 8)
    jumelle = ligne_de(ligne.mandat, echeance(ligne.dossier, demain), demain, etat="transmis", lot=lot)
    assert jumelle.a_prendre == ligne.a_prendre
    assert not arriver(Methode.RUM, montant_centimes=-50_000, rum=ligne.mandat.rum, motif="MD01")


def test_un_lot_se_reconnait_avant_ce_qui_en_revient() -> None:
    """In one statement, the credit of the whole batch and a return: the return takes back what was credited."""
    ordre = [un.methode for un in chercheurs()]
    assert ordre.index(Methode.LOT) < min(ordre.index(Methode.END_TO_END), ordre.index(Methode.RUM))


@pytest.mark.django_db
def test_un_retour_annonce_trop_tot_compte_quand_il_vient() -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    ligne = lot.prelevements.get()
    RetourDePrelevement.objects.create(
        end_to_end=ligne.end_to_end, genre="rejet", code="MS03", recu_le=timezone.now(), anomalie="trop tôt"
    )
    assert arriver(Methode.LOT, montant_centimes=50_000, lot=lot.reference_du_paiement)
    assert arriver(Methode.END_TO_END, montant_centimes=-50_000, end_to_end=ligne.end_to_end, motif="MS03")
    assert Ecriture.objects.filter(nature="rejet").count() == 1
