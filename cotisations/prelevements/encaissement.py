"""Money of direct debits on the account of members: credited when the bank books the batch, never before."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from accounts.journal import journaliser
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.enums import Nature
from cotisations.grand_livre import Versement, verser
from cotisations.models import LotDePrelevements, Prelevement
from cotisations.prelevements.enums import Acte, EtatLotDePrelevements, EtatPrelevement
from cotisations.prelevements.lots import LotRefuse, lignes_du
from cotisations.restes import Dette


class MontantDifferent(LotRefuse):
    """The bank booked another sum than that of the lines: nothing is posted before somebody has looked."""


def attendu_du_lot(lot: LotDePrelevements) -> int:
    """Cents that the bank owes for the batch: its lines that were not refused."""
    lignes = lignes_du(lot).filter(etat=EtatPrelevement.TRANSMIS)
    return sum(montant or 0 for montant in lignes.values_list("montant_centimes", flat=True))


@transaction.atomic
def encaisser_lot(*, lot: LotDePrelevements, le: date, centimes: int, par: Compte | None) -> int:
    """Credits each line of the batch on the day `le` on which the bank booked `centimes`; returns how many.

    Once: a second booking finds the batch `encaisse`. Raises `MontantDifferent`, `LotRefuse`.
    """
    transmis = LotDePrelevements.objects.filter(pk=lot.pk, etat=EtatLotDePrelevements.TRANSMIS)
    if not transmis.update(etat=EtatLotDePrelevements.ENCAISSE, encaisse_le=le, encaisse_centimes=centimes):
        raise LotRefuse("Ce lot n’est pas chez la banque, ou il est déjà encaissé.")
    # Taken first: of a booking and a return told at once, each line hears one.
    lignes = list(lignes_du(lot).filter(etat=EtatPrelevement.TRANSMIS).order_by("pk").select_for_update())
    if centimes != (attendu := sum(ligne.montant_centimes or 0 for ligne in lignes)):
        raise MontantDifferent(
            f"La banque a porté {ecrire_montant(centimes)}, les prélèvements non rejetés font "
            f"{ecrire_montant(attendu)} : rien n’est inscrit aux comptes."
        )
    verser([versement_de(ligne, le) for ligne in lignes])
    lignes_du(lot).filter(etat=EtatPrelevement.TRANSMIS).update(etat=EtatPrelevement.ENCAISSE)
    journaliser(
        acte=Acte.LOT_ENCAISSE, par=par, lot=lot.reference, nombre=len(lignes), centimes=centimes, le=le.isoformat()
    )
    return len(lignes)


def versement_de(ligne: Prelevement, le: date) -> Versement:
    """What is credited for a line: to its own échéance first."""
    return Versement(
        dossier=ligne.dossier_id,
        cle=cle_de_credit(ligne),
        nature=Nature.PRELEVEMENT,
        centimes=ligne.a_prendre,
        le=le,
        libelle=f"Prélèvement du {ecrire_date(ligne.date_prelevement)}",
        designees=frozenset([Dette(echeance=ligne.echeance_id)] if ligne.echeance_id else []),
    )


def cle_de_credit(ligne: Prelevement) -> str:
    return f"prelevement:{ligne.public_id.hex}:credit"


def cle_de_rejet(ligne: Prelevement) -> str:
    return f"prelevement:{ligne.public_id.hex}:rejet:1"


def lot_de_reference(references: Sequence[str]) -> LotDePrelevements | None:
    """The batch that one of these names, as the message or as its payment block: `LOT-2026-000012`, then `-1`."""
    for reference in references:
        morceaux = reference.split("-")
        if len(morceaux) >= 3 and morceaux[0] == "LOT" and morceaux[1].isdigit() and morceaux[2].isdigit():
            return LotDePrelevements.objects.filter(annee=int(morceaux[1]), numero=int(morceaux[2])).first()
    return None
