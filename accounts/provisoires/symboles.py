"""The symbols of provisional passwords and of references."""

from carpimko_portal.lib import symboles
from carpimko_portal.lib.symboles import ALPHABET, presenter

__all__ = ["ALPHABET", "LONGUEUR", "normaliser", "presenter", "tirer"]

LONGUEUR = 12  # 55.7 bits


def tirer() -> str:
    """`LONGUEUR` symbols."""
    return symboles.tirer(LONGUEUR)


def normaliser(saisie: str) -> str | None:
    """What was meant by `saisie`, whatever its case, spaces and dashes; `None` when it can be none of ours."""
    return symboles.normaliser(saisie, LONGUEUR)
