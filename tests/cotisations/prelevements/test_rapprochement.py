"""Bank statements that speak of direct debits, through the matching of operations."""

import uuid
from datetime import date
from typing import Any, cast

import pytest
from django.db import transaction
from django.utils import timezone

from cotisations.banque.chercheurs import Candidate, chercheurs
from cotisations.banque.contenu import Contenu
from cotisations.banque.etats import Methode
from cotisations.models import Ecriture, Operation, Releve, RetourDePrelevement
from tests.cotisations.paiements.fabrique import echeance
from tests.cotisations.prelevements.fabrique import affilies_a_prelever, agents, ligne_de, lot_transmis

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
    assert not arriver(Methode.END_TO_END, montant_centimes=-1, end_to_end=ligne.end_to_end, motif="AC04")
    assert arriver(Methode.END_TO_END, montant_centimes=-50_000, end_to_end=ligne.end_to_end, motif="AC04")
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
