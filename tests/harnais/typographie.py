"""French typography of what people read."""

import re

_REGLES = (
    (re.compile(r"[^\W\d_]'[^\W\d_]"), "apostrophe droite"),
    (re.compile(r" [:;!?»€%]"), "espace ordinaire devant une ponctuation"),
    (re.compile(r"«(?![\u00a0\u202f])"), "« sans espace insécable"),
    (re.compile(r"[^\W\d_][:;!?»](?=\s|$)", re.MULTILINE), "ponctuation collée au mot"),
    (re.compile(r"n° [0-9]|[0-9] (?:minute|heure)"), "nombre séparé de son mot"),
    (re.compile(r"[\u202f]:"), "espace fine devant deux-points"),
    (re.compile(r"\.\.\."), "trois points au lieu de …"),
)


def fautes(texte: str) -> list[str]:
    """What is wrong in `texte`, each fault with its neighbourhood. Lines are separate blocks."""
    return [
        f"{nom} : {texte[max(0, trouve.start() - 20) : trouve.end() + 20]!r}"
        for regle, nom in _REGLES
        for trouve in regle.finditer(texte)
    ]
