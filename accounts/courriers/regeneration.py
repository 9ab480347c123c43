"""Printing letters again, with other secrets: a jam, a torn sheet, a file lost on its way to the printer."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.courriers.fin import detruire
from accounts.courriers.preparation import garnir, ouvrir_lot, un_seul_lot
from accounts.courriers.refus import DeuxPersonnes, LotRefuse, exiger_approuve
from accounts.courriers.reveil import reveiller_apres
from accounts.enums import Acte, EtatLot, EtatPli, EtatSecret
from accounts.journal import journaliser
from accounts.models import Compte, LotDeCourriers, Pli, SecretProvisoire

FOIS_MAX = 2
_ENTIER = (EtatLot.PRET, EtatLot.TELECHARGE)


def regenerer_lot(
    *, lot: LotDeCourriers, par: Compte, motif: str, rangs: Sequence[int] | None = None
) -> LotDeCourriers:
    """A batch of the same letters with other secrets, prepared by `par`: all of them, or those of `rangs`.

    All: the former batch is destroyed. Some: only these secrets die, and the former batch goes on without them.
    The new batch is one microsecond later, so that whoever follows a request sees it only when the former is
    given up. Raises `DeuxPersonnes` when `par` prepared the batch, `LotRefuse` without a reason, beyond
    `FOIS_MAX` times, or when the batch does not allow it; `LotEnCours`.
    """
    exiger_approuve(par)
    if lot.prepare_par_id == par.pk:
        raise DeuxPersonnes("Vous avez préparé ce lot : une autre personne décide de le régénérer.")
    if not motif.strip():
        raise LotRefuse("Dites pourquoi ces courriers sont imprimés à nouveau.")
    if lot.regeneration >= FOIS_MAX:
        raise LotRefuse("Ce lot a déjà été régénéré deux fois : abandonnez-le et préparez-en un autre.")
    with transaction.atomic():
        plis = _remplacer(lot, rangs)
        with un_seul_lot(), transaction.atomic():
            nouveau = ouvrir_lot(
                par=par,
                coupure_le=lot.coupure_le + timedelta(microseconds=1),
                maintenant=timezone.now(),
                origine=lot,
                regeneration=lot.regeneration + 1,
                motif=motif.strip()[:200],
            )
        garnir(nouveau, [(pli.demande, pli.dossier) for pli in plis if pli.demande])
        journaliser(
            acte=Acte.LOT_REGENERE,
            par=par,
            lot=lot.reference,
            nouveau=nouveau.reference,
            plis=nouveau.plis,
            motif=nouveau.motif,
        )
        reveiller_apres()
    return nouveau


def _remplacer(lot: LotDeCourriers, rangs: Sequence[int] | None) -> list[Pli]:
    """The batch's row is written first, so that nobody confirms it meanwhile."""
    permis = _ENTIER if rangs is None else (EtatLot.TELECHARGE,)
    if not LotDeCourriers.objects.filter(pk=lot.pk, etat__in=permis).update(plis=F("plis")):
        raise LotRefuse("Ce lot n’est pas encore imprimé, ou il est déjà remis à La Poste ou abandonné.")
    prevus = Pli.objects.filter(lot=lot, etat=EtatPli.PREVU)
    choisis = prevus if rangs is None else prevus.filter(rang__in=rangs)
    plis = list(choisis.select_related("demande", "dossier").order_by("rang"))
    if not plis or (rangs is not None and len(plis) != len(set(rangs))):
        raise LotRefuse("Un de ces rangs n’est pas dans le lot, ou il est déjà remplacé.")
    if rangs is None:
        detruire(lot)
    else:
        morts = SecretProvisoire.objects.filter(lot=lot, rang__in=rangs, etat=EtatSecret.INACTIF)
        morts.update(etat=EtatSecret.REVOQUE)
    Pli.objects.filter(pk__in=[pli.pk for pli in plis]).update(etat=EtatPli.REMPLACE)
    return plis
