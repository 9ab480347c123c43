"""Giving up a batch: its secrets never live, its file is destroyed, its requests wait for the next batch."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.courriers.refus import LotRefuse
from accounts.enums import Acte, EtatDemande, EtatLot, EtatPli, EtatSecret
from accounts.journal import journaliser
from accounts.models import Compte, DemandeMotDePasse, LotDeCourriers, Pli, SecretProvisoire, TrancheDeCourriers
from accounts.models.lot import VIVANTS

DELAI = timedelta(hours=72)  # from its preparation to the confirmation that it was posted
_journal = logging.getLogger(__name__)


@transaction.atomic
def abandonner_lot(*, lot: LotDeCourriers, par: Compte | None, motif: str) -> None:
    """Ends a batch that was not posted. Its requests go back to the queue. Raises `LotRefuse`."""
    detruire(lot)
    demandes = Pli.objects.filter(lot=lot, etat=EtatPli.PREVU).values("demande")
    DemandeMotDePasse.objects.filter(pk__in=demandes, etat=EtatDemande.TRAITEE).update(
        etat=EtatDemande.RECUE, dossier=None, traitee_le=None
    )
    journaliser(acte=Acte.LOT_ABANDONNE, par=par, lot=lot.reference, plis=lot.plis, motif=motif)


def detruire(lot: LotDeCourriers) -> None:
    """Inside the transaction of the act that asks for it. Raises `LotRefuse` when the batch has ended already."""
    vivant = LotDeCourriers.objects.filter(pk=lot.pk, etat__in=VIVANTS)
    champs = {"abandonne_le": timezone.now(), "cle": b"", "billet": None, "billet_expire_le": None}
    if not vivant.update(etat=EtatLot.ABANDONNE, **champs):
        raise LotRefuse("Ce lot est déjà remis à La Poste, ou abandonné.")
    TrancheDeCourriers.objects.filter(lot=lot).update(pdf=b"")
    SecretProvisoire.objects.filter(lot=lot, etat=EtatSecret.INACTIF).update(etat=EtatSecret.REVOQUE)


def abandonner_les_oublies() -> int:
    """Ends each batch that nobody confirmed in time; returns how many."""
    oublies = LotDeCourriers.objects.filter(etat__in=VIVANTS, prepare_le__lte=timezone.now() - DELAI)
    finis = 0
    for lot in oublies.order_by("pk"):
        try:
            abandonner_lot(lot=lot, par=None, motif="remise non confirmée en 72 heures")
        except LotRefuse:  # confirmed, or abandoned by another sweep, a moment ago
            continue
        finis += 1
        _journal.warning("lot %s abandonné : remise non confirmée en 72 heures", lot.reference)
    return finis
