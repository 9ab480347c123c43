"""Codes that people read on paper and type: no symbol can be taken for another."""

import secrets

ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"  # no 0/O, 1/I/L, 2/Z, 5/S, 8/B
_SEPARATEURS = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u2014.\u00a0\u202f\t")
_MOTS = ("CACA", "CUCU", "DEAD", "FUCK", "JUDE", "KACK", "MERDE", "NAQUE", "NEGRE", "PUTE", "TARE", "TUE")


def tirer(longueur: int) -> str:
    """`longueur` symbols (4.64 bits each) from the system's generator, drawn again when they hold a rude word."""
    while any(mot in (tire := _tirer(longueur)) for mot in _MOTS):
        pass
    return tire


def presenter(symboles: str) -> str:
    """In groups of four, as printed: `ACDE-FGHJ-KMNP`."""
    return "-".join(symboles[debut : debut + 4] for debut in range(0, len(symboles), 4))


def normaliser(saisie: str, longueur: int) -> str | None:
    """What was meant by `saisie`, whatever its case, spaces and dashes; `None` when it can be none of ours."""
    symboles = saisie.translate(_SEPARATEURS).upper()
    if len(symboles) != longueur or not set(symboles) <= set(ALPHABET):
        return None
    return symboles


def _tirer(longueur: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(longueur))
