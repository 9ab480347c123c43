"""Cancelling a batch whose file was taken: it may be at the bank already, and its lines would be collected twice.

One agent asks, another states that the bank did not receive it. Meanwhile the file is not given any more, and nobody
says that the bank has it.
"""

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from cotisations.models import LotDePrelevements
from cotisations.prelevements.enums import Acte, EtatLotDePrelevements, EtatPrelevement
from cotisations.prelevements.lots import finir, liberer
from cotisations.prelevements.refus import DeuxPersonnes, LotRefuse, exiger_approuve
from cotisations.prelevements.verrouillage import tenir_le_lot


@transaction.atomic
def demander_annulation(*, lot: LotDePrelevements, par: Compte, motif: str) -> None:
    """Asks for a second person. Raises `LotRefuse`: for a batch whose file nobody took, which one agent cancels."""
    exiger_approuve(par)
    if not motif.strip():
        raise LotRefuse("Dites pourquoi ce lot est annulé.")
    pris = LotDePrelevements.objects.filter(
        pk=lot.pk,
        etat=EtatLotDePrelevements.GENERE,
        telecharge_le__isnull=False,
        annulation_demandee_le__isnull=True,
    )
    if not pris.update(
        annulation_demandee_le=timezone.now(), annulation_demandee_par=par, annulation_motif=motif.strip()[:200]
    ):
        raise LotRefuse("Ce lot n’en est plus là : sa page dit où il en est.")
    journaliser(acte=Acte.ANNULATION_DEMANDEE, par=par, lot=lot.reference, motif=motif.strip()[:200])


@transaction.atomic
def retirer_demande(*, lot: LotDePrelevements, par: Compte) -> None:
    """The batch goes on: whoever asked thought better of it, or the bank has the file. Raises `LotRefuse`."""
    demande = annulations_a_confirmer().filter(pk=lot.pk)
    if not demande.update(annulation_demandee_le=None, annulation_demandee_par=None, annulation_motif=""):
        raise LotRefuse("L’annulation de ce lot n’est pas, ou n’est plus, demandée.")
    journaliser(acte=Acte.ANNULATION_RETIREE, par=par, lot=lot.reference)


@transaction.atomic
def confirmer_annulation(*, lot: LotDePrelevements, par: Compte) -> None:
    """`par` states that the bank did not receive the file: its lines wait for another batch.

    Raises `DeuxPersonnes`, `LotRefuse`.
    """
    exiger_approuve(par)
    lot.refresh_from_db(fields=["annulation_demandee_par"])
    if lot.annulation_demandee_par_id == par.pk:
        raise DeuxPersonnes("Vous avez demandé cette annulation : une autre personne la confirme.")
    tenir_le_lot(lot)
    d_un_autre = annulations_a_confirmer().filter(pk=lot.pk).exclude(annulation_demandee_par=par)
    finir(d_un_autre, EtatLotDePrelevements.ANNULE, F("annulation_motif"), annule_par=par)
    liberer(lot, EtatPrelevement.INCLUS)
    lot.refresh_from_db(fields=["motif"])
    journaliser(
        acte=Acte.LOT_ANNULE, par=par, lot=lot.reference, motif=lot.motif, sha256=lot.sha256, banque="n’a rien reçu"
    )


def annulations_a_confirmer() -> QuerySet[LotDePrelevements]:
    """Those that wait for another agent."""
    return LotDePrelevements.objects.filter(etat=EtatLotDePrelevements.GENERE, annulation_demandee_le__isnull=False)
