"""What waits, on the agents' first page."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Carte:
    """`nombre` things wait, the oldest since `depuis`; `adresse` is where they are dealt with, `geste` says how.

    `ton`: "" when nothing presses, else `attention` or `danger`.
    """

    titre: str
    nombre: int
    phrase: str
    adresse: str = ""
    geste: str = "Voir la liste"
    depuis: datetime | None = None
    ton: str = ""
