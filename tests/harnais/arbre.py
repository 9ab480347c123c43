"""The tree of a page, and the texts that people meet in it."""

import re
from collections.abc import Iterator
from typing import Any

from justhtml import JustHTML

_HORS_TEXTE = frozenset({"script", "style", "template", "#comment"})
_CODE = frozenset({"code", "pre", "kbd", "samp"})
_EN_LIGNE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u"}
)
_ATTRIBUTS_LUS = ("alt", "title", "placeholder", "aria-label")
_BLANCS = re.compile(r"[ \t\r\n\f]+")

Noeud = Any  # justhtml's Node, Element and Text differ by their fields, not by a common type


def lire(html: str) -> JustHTML:
    """The page as a browser without scripts reads it; its `errors` are those of the HTML standard."""
    return JustHTML(html, sanitize=False, collect_errors=True, track_node_locations=True, scripting_enabled=False)


def elements(noeud: Noeud) -> Iterator[Noeud]:
    """Every element under `noeud`, in document order."""
    for enfant in noeud.children or ():
        if not enfant.name.startswith(("#", "!")):
            yield enfant
        yield from elements(enfant)


def attributs(noeud: Noeud) -> dict[str, str]:
    """Attributes; one without a value has the empty one."""
    return {nom: valeur or "" for nom, valeur in (noeud.attrs or {}).items()}


def texte(noeud: Noeud) -> str:
    """Text under `noeud`, code left out; blocks on lines of their own, blanks collapsed."""
    return _BLANCS.sub(" ", "".join(_morceaux(noeud)).replace("\n", " ")).replace("\x1f", "\n")


def textes_lus(noeud: Noeud) -> str:
    """All that people read or hear: texts, and the attributes that are spoken."""
    lus = [
        valeurs[nom] for e in elements(noeud) if (valeurs := attributs(e)) for nom in _ATTRIBUTS_LUS if nom in valeurs
    ]
    return "\n".join([texte(noeud), *lus])


def parents(noeud: Noeud) -> Iterator[Noeud]:
    while (noeud := noeud.parent) is not None:
        yield noeud


def decrire(noeud: Noeud) -> str:
    """`<input id="numero">`, for messages."""
    return "<" + " ".join([noeud.name, *(f'{n}="{v}"' for n, v in list(attributs(noeud).items())[:4])]) + ">"


def _morceaux(noeud: Noeud) -> Iterator[str]:
    if noeud.name == "#text":
        yield noeud.data or ""
    elif noeud.name in _CODE:
        yield "\ufffc"  # an object: neither a letter nor a blank
    elif noeud.name not in _HORS_TEXTE:
        borne = "" if noeud.name in _EN_LIGNE else "\x1f"
        yield borne
        for enfant in noeud.children or ():
            yield from _morceaux(enfant)
        yield borne
