"""The decoys of the demonstration, measured on an invented fund where the personas are like everyone."""

from collections.abc import Iterator
from random import Random

from accounts.enums import TypeDossier
from accounts.models import GelDesLeurres
from accounts.reinitialisation.effectifs import SEUIL, compter
from accounts.reinitialisation.services import geler_leurres
from demonstration import fiction
from demonstration.personas import PERSONAS

_HABITANTS = 2000  # of each type
_DOMAINES = ("exemple.example", "exemple.example", "cabinet.example", "modele.example")
_SANS = {TypeDossier.AFFILIE: 0.1, TypeDossier.AYANT_DROIT: 0.4}


def geler_les_leurres() -> None:
    """Once. No domain is shown whole: none of these is a provider."""
    if not GelDesLeurres.objects.exists():
        geler_leurres(effectifs=compter(_population, fournisseurs=0), par=None)


def _population() -> Iterator[tuple[str, str]]:
    """The same each time."""
    hasard = Random(2026)  # noqa: S311 - people are invented here, not keys
    for type_dossier, sans in _SANS.items():
        for _ in range(_HABITANTS):
            yield type_dossier.value, "" if hasard.random() < sans else _adresse(hasard)
        for persona in PERSONAS:
            if courriel := persona.champs.get("courriel"):
                yield from [(type_dossier.value, courriel)] * SEUIL


def _adresse(hasard: Random) -> str:
    prenom = fiction.prenoms(hasard, hasard.choice(("female", "male"))).split(" ", 1)[0]
    return fiction.sans_accents(f"{prenom}.{fiction.nom(hasard)}@{hasard.choice(_DOMAINES)}")
