"""The symbols of provisional passwords and of references: none can be taken for another on paper."""

import secrets

ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"  # no 0/O, 1/I/L, 2/Z, 5/S, 8/B
LONGUEUR = 12  # 55.7 bits
_SEPARATEURS = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u2014.\u00a0\u202f\t")
_MOTS = ("CACA", "CUCU", "DEAD", "FUCK", "JUDE", "KACK", "MERDE", "NAQUE", "NEGRE", "PUTE", "TARE", "TUE")


def tirer() -> str:
    """`LONGUEUR` symbols from the system's generator, drawn again when they happen to hold a rude word."""
    while any(mot in (tire := _tirer()) for mot in _MOTS):
        pass
    return tire


def presenter(symboles: str) -> str:
    """In groups of four, as printed: `ACDE-FGHJ-KMNP`."""
    return "-".join(symboles[debut : debut + 4] for debut in range(0, len(symboles), 4))


def normaliser(saisie: str) -> str | None:
    """What was meant by `saisie`, whatever its case, spaces and dashes; `None` when it can be none of ours."""
    symboles = saisie.translate(_SEPARATEURS).upper()
    if len(symboles) != LONGUEUR or not set(symboles) <= set(ALPHABET):
        return None
    return symboles


def _tirer() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))
