"""Words that come from outside and end up on paper."""

import unicodedata

_ESPACES = {"Zl", "Zp", "Zs", "Cc"}
_INVISIBLES = {"Cf", "Cs", "Co", "Cn"}


def lisible(texte: str) -> str:
    """The same words, composed (NFC), single-spaced, without what changes their reading unseen.

    Direction marks, zero-width characters and controls would let a name show something else than
    what it says.
    """
    categories = ((c, unicodedata.category(c)) for c in unicodedata.normalize("NFC", texte))
    visibles = (" " if categorie in _ESPACES else c for c, categorie in categories if categorie not in _INVISIBLES)
    return " ".join("".join(visibles).split())
