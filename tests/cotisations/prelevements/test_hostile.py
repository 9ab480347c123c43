"""What a bank, a payer or a lonely agent may send to make money count twice, or stop everything."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.agents.refus import ActeImpossible
from accounts.models import Authentificateur
from cotisations.banque.camt import lire as camt_lire
from cotisations.banque.decisions import annuler_decision, attribuer
from cotisations.banque.etats import EtatOperation
from cotisations.banque.lu import FichierRefuse, OperationLue
from cotisations.models import Ecriture, FichierDeRetours, LotDePrelevements, Operation, Prelevement
from cotisations.prelevements import importation
from cotisations.prelevements.annulations import demander_annulation
from cotisations.prelevements.encaissement import encaisser_lot
from cotisations.prelevements.lots import annuler_lot
from cotisations.prelevements.mandats import revoquer_mandat
from cotisations.prelevements.noms_de_lots import lot_de_reference
from cotisations.prelevements.preparation import preparer_lot
from cotisations.prelevements.production import telecharger_lot
from cotisations.prelevements.rappels import annuler_rappel, noter_rappel
from cotisations.prelevements.refus import LotRefuse
from cotisations.verification import verifier
from tests.cotisations.banque.fabrique import JOUR as JOUR_DU_RELEVE
from tests.cotisations.banque.fabrique import SOLDE, camt, prendre, recu
from tests.cotisations.prelevements.fabrique import (
    affilies_a_prelever,
    agents,
    ligne_de,
    lot_genere,
    lot_transmis,
    mandat_actif,
)
from tests.cotisations.prelevements.test_retours import camt054, credit, pain002
from tests.cotisations.prelevements.test_retours import prendre as importer
from tests.harnais.personas import Persona

JOUR = date(2026, 12, 7)
pytestmark = pytest.mark.django_db


def anomalies() -> list[str]:
    return [dite for constat in verifier() for dite in constat.anomalies]


@pytest.mark.parametrize(
    "reference", ["LOT-²-1", "LOT-2026-²", "LOT-٢٠٢٦-1", f"LOT-{'9' * 30}-1", f"LOT-2026-{'9' * 30}", "LOT--", "LOT-1"]
)
def test_une_reference_de_lot_forgee_n_arrete_rien(reference: str) -> None:
    """A payer may write what they please there: one of these stopped the matching of everybody's money."""
    assert lot_de_reference([reference]) is None
    prendre(camt(recu(12_345, lot=reference)))
    assert Operation.objects.get().etat == EtatOperation.A_IDENTIFIER


def test_un_lot_credite_deux_fois_par_la_banque_attend_un_agent() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    prendre(camt(recu(100_000, lot=lot.reference_du_paiement), recu(100_000, lot=lot.reference_du_paiement)))
    assert sorted(Operation.objects.values_list("etat", flat=True)) == ["a_identifier", "rapprochee"]
    assert Ecriture.objects.filter(nature="prelevement").count() == 2
    assert not anomalies()


def test_un_lot_credite_encore_le_lendemain_attend_un_agent() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    prendre(camt(recu(100_000, lot=lot.reference_du_paiement)))
    demain = JOUR_DU_RELEVE + timedelta(days=1)
    prendre(camt(recu(100_000, lot=lot.reference_du_paiement, jour=demain), solde=SOLDE + 100_000, jour=demain))
    assert sorted(Operation.objects.values_list("etat", flat=True)) == ["a_identifier", "rapprochee"]


def test_qui_attend_une_approbation_ne_demande_pas_d_annulation() -> None:
    """Otherwise whoever makes an account for themselves is two people."""
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot = lot_genere(JOUR, a, b)
    telecharger_lot(lot=lot, par=a)
    Authentificateur.objects.create(
        user=b, name="Application", a_approuver=True, a_installer_avant=timezone.now() + timedelta(hours=72)
    )
    with pytest.raises(LotRefuse, match="approbation"):
        demander_annulation(lot=lot, par=b, motif="Erreur")


def test_une_ligne_qui_change_pendant_l_import_ne_dit_pas_le_fichier_importe(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = agents()
    (ligne,) = affilies_a_prelever(1, JOUR, a)
    lot_transmis(JOUR, a, b)

    def change(*_: object) -> None:
        raise IntegrityError("la ligne a changé pendant l’import")

    monkeypatch.setattr(importation, "_traiter", change)
    with pytest.raises(FichierRefuse, match="recommencez") as refus:
        importation.importer_retours(octets=pain002((ligne.end_to_end, "AM04")), nom="r.xml", par=a)
    assert not isinstance(refus.value, importation.DejaImporte)
    assert not FichierDeRetours.objects.exists()


# Proofs, and money told twice ---------------------------------------------------------------------
def test_un_lot_encaisse_sans_ligne_creditee_se_voit() -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot_transmis(JOUR, a, b)
    LotDePrelevements.objects.update(etat="encaisse", encaisse_le=JOUR, encaisse_centimes=50_000)
    assert any("ses lignes autre chose" in dite for dite in anomalies())


def test_un_lot_parti_sans_lignes_se_voit() -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot_transmis(JOUR, a, b)
    Prelevement.objects.update(etat="retire", lot=None, montant_centimes=None)
    assert any("la somme de ses lignes" in dite for dite in anomalies())


def test_l_argent_d_un_lot_porte_a_un_dossier_n_est_pas_credite_encore(affilie: Persona) -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    prendre(camt(recu(90_000, lot=lot.reference_du_paiement)))
    attribuer(operation=Operation.objects.get(), dossier=affilie.dossier, motif="essai", par=a)
    with pytest.raises(LotRefuse, match="annulez d’abord"):
        encaisser_lot(lot=lot, le=JOUR, centimes=100_000, par=a)
    annuler_decision(operation=Operation.objects.get(), motif="essai", par=a)
    encaisser_lot(lot=lot, le=JOUR, centimes=100_000, par=a)
    assert not anomalies()
    with pytest.raises(ActeImpossible, match="déjà crédité"):
        attribuer(operation=Operation.objects.get(), dossier=affilie.dossier, motif="essai", par=a)


def test_l_argent_d_un_lot_qui_serait_aussi_a_un_dossier_se_voit(affilie: Persona) -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    prendre(camt(recu(90_000, lot=lot.reference_du_paiement)))
    attribuer(operation=Operation.objects.get(), dossier=affilie.dossier, motif="essai", par=a)
    LotDePrelevements.objects.update(etat="encaisse", encaisse_le=JOUR, encaisse_centimes=100_000)
    assert any("au compte d’un dossier" in dite for dite in anomalies())


def test_un_avis_qui_suit_le_releve_ne_dit_rien_de_plus() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    prendre(camt(recu(100_000, lot=lot.reference_du_paiement)))
    assert importer(camt054(credit(lot, "1000.00", f"{JOUR_DU_RELEVE}"))) == (0, 1, 0)


@pytest.mark.parametrize("nombre", ["²", "9" * 5000, "1.0", "-1"])
def test_un_nombre_d_operations_illisible_refuse_le_fichier(nombre: str) -> None:
    resume = f"<TxsSummry><TtlNtries><NbOfNtries>{nombre}</NbOfNtries></TtlNtries></TxsSummry><Ntry>"
    octets = camt(recu(100)).replace(b"<Ntry>", resume.encode(), 1)
    with pytest.raises(FichierRefuse, match="annoncées"):
        list(camt_lire(BytesIO(octets)))


@pytest.mark.une_fois
@pytest.mark.parametrize(
    ("dit", "jour"),
    [
        ("<DtTm>2026-11-20T23:30:00Z</DtTm>", date(2026, 11, 21)),
        ("<DtTm>2026-11-20T23:30:00+01:00</DtTm>", date(2026, 11, 20)),
        ("<DtTm>2026-11-20T23:30:00</DtTm>", date(2026, 11, 20)),
        ("<Dt>2026-11-20Z</Dt>", date(2026, 11, 20)),
    ],
)
def test_le_jour_comptable_est_celui_d_ici(dit: str, jour: date) -> None:
    avant, reste = camt(recu(100)).decode().split("<BookgDt>", 1)
    octets = f"{avant}<BookgDt>{dit}</BookgDt>{reste.split('</BookgDt>', 1)[1]}".encode()
    (lue,) = [une for une in camt_lire(BytesIO(octets)) if isinstance(une, OperationLue)]
    assert lue.jour == jour


def test_la_banque_prend_un_prelevement_rappele_quand_un_autre_est_parti() -> None:
    """Both are at the bank for one échéance: each batch can still be credited."""
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    ligne = Prelevement.objects.select_related("mandat", "dossier", "lot", "echeance").order_by("pk")[0]
    revoquer_mandat(mandat=ligne.mandat, par=a)
    ligne.refresh_from_db()
    noter_rappel(ligne=ligne, le=date(2026, 11, 22), par=a)
    assert ligne.echeance
    suivante = ligne_de(mandat_actif(ligne.dossier, a), ligne.echeance, date(2026, 12, 21))
    gele = preparer_lot(jour=date(2026, 12, 21), par=a)
    ligne.refresh_from_db()
    with pytest.raises(LotRefuse, match="annulez d’abord ce lot"):
        annuler_rappel(ligne=ligne, par=a)
    annuler_lot(lot=gele, par=a, motif="essai")
    lot_transmis(date(2026, 12, 21), a, b)
    annuler_rappel(ligne=ligne, par=a)
    encaisser_lot(lot=lot, le=JOUR, centimes=100_000, par=a)
    ligne.refresh_from_db()
    suivante.refresh_from_db()
    assert (ligne.etat, ligne.echeance_id, suivante.etat) == ("encaisse", None, "transmis")
    assert not anomalies()
