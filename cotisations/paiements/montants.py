"""How much a card may pay, and of what."""

import uuid
from collections.abc import Collection

from django.conf import settings
from django.utils import timezone

from accounts.models import Dossier
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import Echeance, Ecriture
from cotisations.paiements.verrous import verrous_fermes
from cotisations.restes import repartition_du


class MontantRefuse(ValueError):
    """This amount cannot be paid by card; the message says why, in French."""


def verifier_montant(dossier: Dossier, centimes: int, echeances: Collection[str]) -> None:
    """Under the lock of the dossier: nobody pays more than is due, nor what money on its way will pay.

    Raises `MontantRefuse`.
    """
    du = -Ecriture.objects.du_dossier(dossier).solde_centimes()
    if du <= 0:
        raise MontantRefuse("Vous ne devez rien : il n’y a rien à payer.")
    _respecter_les_verrous(dossier, centimes, du, echeances)
    if centimes > du:
        raise MontantRefuse(f"Vous devez {ecrire_montant(du)} en tout : le paiement ne peut pas dépasser cette somme.")
    minimum = min(settings.CARTE_MINIMUM_CENTIMES, du)  # the last cents of a debt can be paid too
    if centimes < max(1, minimum):
        raise MontantRefuse(f"Le paiement par carte commence à {ecrire_montant(max(1, minimum))}.")
    if centimes > settings.CARTE_MAXIMUM_CENTIMES:
        raise MontantRefuse(
            f"Le paiement par carte s’arrête à {ecrire_montant(settings.CARTE_MAXIMUM_CENTIMES)}. "
            "Payez en plusieurs fois, ou par virement."
        )


def _respecter_les_verrous(dossier: Dossier, centimes: int, du: int, echeances: Collection[str]) -> None:
    """Nobody pays, by naming it or not, what money on its way will pay."""
    verrous = verrous_fermes(dossier)
    for verrou in verrous.values():
        if str(verrou.echeance) in echeances:
            raise MontantRefuse(verrou.phrase)
    if verrous and centimes > du - (retenu := _retenu(dossier, verrous)):
        raise MontantRefuse(
            f"{ecrire_montant(retenu)} vont être prélevés\u00a0: le paiement ne peut pas dépasser les "
            f"{ecrire_montant(max(0, du - retenu))} qui restent."
        )


def _retenu(dossier: Dossier, verrous: Collection[uuid.UUID]) -> int:
    """What money on its way will pay of what is due, in cents."""
    publics = Echeance.objects.du_dossier(dossier).chronologiques().values_list("public_id", flat=True)
    suivis = repartition_du(dossier, le=timezone.localdate()).suivis
    return sum(suivi.reste for public, suivi in zip(publics, suivis, strict=True) if public in verrous)
