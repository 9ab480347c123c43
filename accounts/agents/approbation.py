"""An access that somebody opened or reopened serves for acts of two persons once a third one has approved it."""

from django.db import transaction
from django.db.models import Q

from accounts.agents.refus import ActeImpossible
from accounts.enums import Acte
from accounts.journal import journaliser
from accounts.models import Authentificateur, Compte
from accounts.models.authentificateur import attend_une_approbation


def exiger_approuve(par: Compte | None) -> None:
    """Raises `ActeImpossible` when nobody else has approved the access of `par`; the portal itself needs nobody."""
    if par is not None and attend_une_approbation(par):
        raise ActeImpossible("Votre accès attend l’approbation d’une autre personne de la supervision.")


@transaction.atomic
def approuver_acces(*, compte: Compte, par: Compte) -> None:
    """`par`, who did not open it, met the agent: the access is in the right hands. Raises `ActeImpossible`."""
    exiger_approuve(par)
    attendus = Authentificateur.objects.filter(Q(rouvert_par__isnull=True) | ~Q(rouvert_par=par), confirmed=True)
    if compte == par or not attendus.filter(user=compte, a_approuver=True).update(a_approuver=False):
        raise ActeImpossible("Une autre personne que celle qui a rouvert cet accès l’approuve, une fois installé.")
    journaliser(acte=Acte.AGENT_APPROUVE, par=par, agent=str(compte.public_id))
