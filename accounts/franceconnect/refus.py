"""Why FranceConnect did not open anything. Logs get the reason, people a page."""

from enum import Enum


class Motif(Enum):
    """What the person is told."""

    ABANDON = "abandon"
    INDISPONIBLE = "indisponible"
    ECHEC = "echec"
    SUSPENDU = "suspendu"


class RefusFranceConnect(Exception):
    """FranceConnect answered something that opens nothing. `cause`: a short label, never a claim nor a token."""

    def __init__(self, cause: str, motif: Motif = Motif.ECHEC) -> None:
        super().__init__(cause)
        self.motif = motif
