"""Every address of the portal, with something to try it with."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

_EXEMPLES: dict[str, object] = {
    "UUIDConverter": uuid.UUID(int=0),
    "IntConverter": 1,
    "SlugConverter": "inconnu",
    "StringConverter": "inconnu",
}


@dataclass(frozen=True)
class Route:
    """A named pattern, and the converters of what its address carries."""

    nom: str
    vue: Any
    convertisseurs: dict[str, Any]

    def adresse(self, **valeurs: object) -> str:
        """An address of this route; what is not given takes an unknown value."""
        exemples = {nom: _EXEMPLES[type(c).__name__] for nom, c in self.convertisseurs.items()}
        return reverse(self.nom, kwargs=exemples | {nom: valeurs[nom] for nom in exemples if nom in valeurs})

    @property
    def porte_un_objet(self) -> bool:
        return any(type(c).__name__ == "UUIDConverter" for c in self.convertisseurs.values())


def routes() -> list[Route]:
    return list(_marcher(get_resolver().url_patterns, "", {}))


def _marcher(motifs: list[Any], espace: str, herites: dict[str, Any]) -> Iterator[Route]:
    for motif in motifs:
        convertisseurs = herites | motif.pattern.converters
        if isinstance(motif, URLResolver):
            prefixe = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from _marcher(motif.url_patterns, prefixe, convertisseurs)
        elif isinstance(motif, URLPattern):
            assert motif.name, f"cette route n’a pas de nom : {motif.pattern}"
            yield Route(f"{espace}{motif.name}", motif.callback, convertisseurs)
