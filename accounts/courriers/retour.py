"""Letters that came back: their secrets die, and no letter goes to that address any more."""

from django.db import transaction
from django.utils import timezone

from accounts.courriers.refus import LotRefuse
from accounts.enums import Acte, EtatLot, EtatPli, EtatSecret
from accounts.journal import journaliser
from accounts.models import Compte, Pli, SecretProvisoire

_VIVANTS = (EtatSecret.INACTIF, EtatSecret.ACTIF)


@transaction.atomic
def signaler_npai(*, pli: Pli, par: Compte) -> None:
    """Notes that a posted letter came back (n’habite pas à l’adresse indiquée). Raises `LotRefuse`.

    Until the address of the dossier changes, its requests for a letter come to nothing.
    """
    poste = Pli.objects.filter(pk=pli.pk, etat=EtatPli.PREVU, lot__etat=EtatLot.POSTE)
    if not poste.update(etat=EtatPli.NPAI, npai_le=timezone.now()):
        raise LotRefuse("Ce pli n’a pas été remis à La Poste, ou son retour est déjà noté.")
    vivants = SecretProvisoire.objects.filter(lot=pli.lot_id, rang=pli.rang, etat__in=_VIVANTS)
    vivants.update(etat=EtatSecret.REVOQUE)
    journaliser(acte=Acte.COURRIER_NPAI, par=par, dossier=pli.dossier, pli=str(pli.public_id))
