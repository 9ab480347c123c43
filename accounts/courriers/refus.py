"""Why an act on a batch is refused. The messages are for agents."""

from accounts.models import Compte
from accounts.models.authentificateur import attend_une_approbation


class LotRefuse(Exception):
    """An act that this batch does not allow, or not now, or not by this agent."""


class RienAPreparer(LotRefuse):
    """Nobody asks for a letter."""


class LotEnCours(LotRefuse):
    """Another batch is being prepared, or waits to be downloaded."""


class DeuxPersonnes(LotRefuse):
    """Who prepared a batch does not confirm it, nor order it again."""


class AccesAApprouver(LotRefuse):
    """The access of this agent was reopened, and nobody else has approved it."""


class CompteFaux(LotRefuse):
    """The number of letters is not that of the batch."""


def exiger_approuve(par: Compte) -> None:
    """Raises `AccesAApprouver`: two persons are two only when nobody opened the access of either alone."""
    if attend_une_approbation(par):
        raise AccesAApprouver("Votre accès attend l’approbation d’une autre personne de la supervision.")
