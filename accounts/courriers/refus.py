"""Why an act on a batch is refused. The messages are for agents."""


class LotRefuse(Exception):
    """An act that this batch does not allow, or not now, or not by this agent."""


class RienAPreparer(LotRefuse):
    """Nobody asks for a letter."""


class LotEnCours(LotRefuse):
    """Another batch is being prepared, or waits to be downloaded."""


class DeuxPersonnes(LotRefuse):
    """Who prepared a batch does not confirm it, nor order it again."""


class CompteFaux(LotRefuse):
    """The number of letters is not that of the batch."""
