"""Refusals of a moment: the request was right, its time was not. A middleware turns each into its page."""


class Patienter(Exception):
    """`attente`: whole seconds before another try makes sense."""

    def __init__(self, attente: int) -> None:
        super().__init__(f"réessayer dans {attente} s")
        self.attente = attente


class TropDeDemandes(Patienter):
    """A limit is reached: 429."""


class Encombrement(Patienter):
    """The machine has no room left for heavy work: 503."""
