"""What an event about a card payment does, and what it looks at to know."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from cotisations.models import Ecriture, EcritureQuerySet, NotificationPSP, Paiement
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, TypeEvenement
from cotisations.paiements.evenement import Evenement


@dataclass(frozen=True)
class Effet:
    """What an event did: the payment is now in `apres`. `deja_vu`: it was heard before, and did nothing.

    `motif`: why an agent has to look at it, empty when nobody has.
    """

    apres: EtatPaiement
    ecriture: Ecriture | None = None
    motif: str = ""
    deja_vu: bool = False


def credit_de(paiement: Paiement) -> Ecriture | None:
    """The écriture of the card's money: the last one, when the bank cancelled one before another came."""
    return _credits(paiement).order_by("-pk").first()


def rendu_de(credit: Ecriture) -> int:
    """Cents of a credit that went back, and did not return since."""
    return -Ecriture.objects.filter(rendue_de=credit, contrepassee_par__isnull=True).solde_centimes()


def reste_de(paiement: Paiement) -> int:
    """Cents of its credit that did not go back."""
    credit = credit_de(paiement)
    return credit.montant_centimes - rendu_de(credit) if credit else 0


def cle_credit(paiement: Paiement) -> str:
    """One at a time: another key exists once the bank has cancelled the money of the first."""
    annules = _credits(paiement).filter(contrepassee_par__isnull=False).count()
    return f"{_racine(paiement)}:{annules + 1}" if annules else _racine(paiement)


def _credits(paiement: Paiement) -> EcritureQuerySet:
    racine = _racine(paiement)
    return Ecriture.objects.filter(Q(cle=racine) | Q(cle__startswith=f"{racine}:"))


def _racine(paiement: Paiement) -> str:
    return f"paiement:{paiement.public_id}:credit"


def remboursements_en_route(paiement: Paiement) -> list[NotificationPSP]:
    """Refunds that were asked, and of which the bank has not said the end."""
    nouvelles = paiement.notifications.filter(type=TypeEvenement.REMBOURSEMENT)
    finis = nouvelles.exclude(etat=EtatEvenement.EN_ATTENTE).values("id_psp")
    return list(nouvelles.filter(etat=EtatEvenement.EN_ATTENTE).exclude(id_psp__in=finis).order_by("pk"))


def entendu(paiement: Paiement, evenement: Evenement, *etats: EtatEvenement) -> bool:
    """Whether the end of this refund or dispute came before its beginning: banks promise no order."""
    return paiement.notifications.filter(type=evenement.type, id_psp=evenement.id_psp, etat__in=etats).exists()


def jour_de(evenement: Evenement) -> date:
    return timezone.localdate(evenement.horodatage)
