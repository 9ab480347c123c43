"""Money of direct debits on the account of members: credited when the bank books the batch, never before."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.journal import journaliser
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.banque.etats import EtatOperation
from cotisations.enums import Nature
from cotisations.grand_livre import Versement, verser
from cotisations.models import LotDePrelevements, Operation, OperationQuerySet, Prelevement, RetourDePrelevement
from cotisations.prelevements.enums import Acte, EtatLotDePrelevements, EtatPrelevement
from cotisations.prelevements.lots import lignes_du
from cotisations.prelevements.noms_de_lots import references_de
from cotisations.prelevements.refus import LotRefuse
from cotisations.prelevements.verrouillage import operations_qui_parlent_de, tenir_le_lot
from cotisations.restes import Dette


class MontantDifferent(LotRefuse):
    """The bank booked another sum than that of the lines: nothing is posted before somebody has looked."""


def attendu_du_lot(lot: LotDePrelevements) -> int:
    """Cents that the bank owes for the batch: its lines that were not refused."""
    lignes = lignes_du(lot).filter(etat=EtatPrelevement.TRANSMIS)
    return sum(montant or 0 for montant in lignes.values_list("montant_centimes", flat=True))


def _rappels(lot: LotDePrelevements, ecart: int) -> str:
    """What may explain it: the bank did not obey."""
    rappeles = lignes_du(lot).filter(etat=EtatPrelevement.RAPPELE).values_list("montant_centimes", flat=True)
    somme = sum(montant or 0 for montant in rappeles)
    if not 0 < ecart <= somme:
        return ""
    return f" {ecrire_montant(somme)} sont rappelés : la banque a pu les prendre quand même."


def deja_rendu(lot: LotDePrelevements) -> int:
    """Cents of the lines that the bank debited one by one before it credited the batch: it may credit it whole."""
    debitees = RetourDePrelevement.objects.filter(prelevement=OuterRef("pk"), montant_centimes__isnull=False)
    rejetees = lignes_du(lot).filter(Exists(debitees), etat=EtatPrelevement.REJETE)
    return sum(montant or 0 for montant in rejetees.values_list("montant_centimes", flat=True))


def relire_les_operations(lots: Iterable[LotDePrelevements]) -> int:
    """What statements said of these batches before it could be understood is looked at again, by the sweep; returns
    how many operations. Nobody decided of them yet. Part of a journalled act."""
    dites = operations_qui_parlent_de(lots).filter(etat=EtatOperation.A_IDENTIFIER, rapprochements__isnull=True)
    pks = list(dites.values_list("pk", flat=True))
    return Operation.objects.filter(pk__in=pks, etat=EtatOperation.A_IDENTIFIER).update(etat=EtatOperation.RECUE)


@transaction.atomic
def encaisser_lot(*, lot: LotDePrelevements, le: date, centimes: int, par: Compte | None) -> int:
    """Credits each line of the batch on the day `le` on which the bank booked `centimes`; returns how many.

    Once: a second booking finds the batch `encaisse`. Raises `MontantDifferent`, `LotRefuse`.
    """
    tenir_le_lot(lot)
    if portees_au_dossier(Operation.objects.filter(lot__in=references_de(lot))).exists():
        raise LotRefuse("Une opération de ce lot est au compte d’un dossier : annulez d’abord cette décision.")
    transmis = LotDePrelevements.objects.filter(pk=lot.pk, etat=EtatLotDePrelevements.TRANSMIS)
    if not transmis.update(etat=EtatLotDePrelevements.ENCAISSE, encaisse_le=le, encaisse_centimes=centimes):
        raise LotRefuse("Ce lot n’est pas chez la banque, ou il est déjà encaissé.")
    lignes = list(lignes_du(lot).filter(etat=EtatPrelevement.TRANSMIS).order_by("pk"))
    attendu = sum(ligne.montant_centimes or 0 for ligne in lignes)
    if centimes not in {attendu, attendu + deja_rendu(lot)}:
        raise MontantDifferent(
            f"La banque a porté {ecrire_montant(centimes)}, les prélèvements non rejetés font "
            f"{ecrire_montant(attendu)} : rien n’est inscrit aux comptes.{_rappels(lot, centimes - attendu)}"
        )
    verser([versement_de(ligne, le) for ligne in lignes])
    lignes_du(lot).filter(etat=EtatPrelevement.TRANSMIS).update(etat=EtatPrelevement.ENCAISSE)
    relire_les_operations([lot])
    journaliser(
        acte=Acte.LOT_ENCAISSE, par=par, lot=lot.reference, nombre=len(lignes), centimes=centimes, le=le.isoformat()
    )
    return len(lignes)


def est_deja_dit(lot: LotDePrelevements, *, le: date, centimes: int) -> bool:
    """The batch was credited of this sum on this day: a notice and a statement tell the same money."""
    return lot.etat == EtatLotDePrelevements.ENCAISSE and (lot.encaisse_le, lot.encaisse_centimes) == (le, centimes)


def portees_au_dossier(operations: OperationQuerySet) -> OperationQuerySet:
    """Those whose money an agent put on the account of one dossier, and left there."""
    return operations.filter(
        etat=EtatOperation.RAPPROCHEE,
        montant_centimes__gt=0,
        rapprochements__dossier__isnull=False,
        rapprochements__ecriture__contrepassee_par__isnull=True,
        rapprochements__ecriture__isnull=False,
    )


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
