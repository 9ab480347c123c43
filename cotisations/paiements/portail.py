"""News that the portal itself gives of a payment: presented, given up, decided by an agent."""

import uuid

from django.utils import timezone

from cotisations.models import Paiement
from cotisations.paiements.etats import EtatEvenement, Mode, TypeEvenement
from cotisations.paiements.evenement import EURO, Evenement


def du_portail(
    paiement: Paiement,
    etat: EtatEvenement,
    *,
    id_psp: str = "",
    centimes: int | None = None,
    cle: str = "",
    sujet: TypeEvenement = TypeEvenement.PAIEMENT,
) -> Evenement:
    """Of the payment itself unless `sujet` says otherwise. `cle`: news of the same key is heard once; `centimes`: what
    was asked, by default."""
    return Evenement(
        passerelle=paiement.passerelle,
        id_evenement=f"portail:{cle or uuid.uuid4()}",
        id_psp=id_psp,
        type=sujet,
        etat=etat,
        ref_paiement=paiement.public_id,
        centimes=paiement.montant_centimes if centimes is None else centimes,
        devise=EURO,
        mode=Mode(paiement.mode),
        horodatage=timezone.now(),
    )
