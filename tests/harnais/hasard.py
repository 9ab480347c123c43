"""What is drawn at random in a text: a short word that must not be there may turn up in it by chance."""

import re

TIRE = re.compile(r"[0-9A-Za-z_-]{20,}")
JETON_SIGNE = re.compile(r"(?<![\w-])eyJ")


def sans_hasard(texte: str) -> str:
    """The text without its identifiers (UUID), tokens, digests and sealed values: runs of twenty signs or more."""
    return TIRE.sub("", texte)


def porte_un_jeton(texte: str) -> bool:
    """Whether a signed token (JWT) begins somewhere in the text."""
    return bool(JETON_SIGNE.search(texte))
