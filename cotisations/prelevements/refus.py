"""Why an act on a batch is refused, said to agents as it is."""

from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from accounts.models.authentificateur import attend_une_approbation


class LotRefuse(ActeImpossible):
    """An act that this batch does not allow, or not now, or not by this agent. Said to agents as it is."""


class DeuxPersonnes(LotRefuse):
    """Who prepared a batch does not validate it."""


class RienAPrelever(LotRefuse):
    """No line can be taken."""


def exiger_approuve(par: Compte) -> None:
    """Raises `LotRefuse` for an agent whom another one has not approved yet."""
    if attend_une_approbation(par):
        raise LotRefuse("Votre accès attend l’approbation d’une autre personne de la supervision.")
