"""Échéances that other means of payment are about to pay: they say so here, at start."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from accounts.models import Dossier


@dataclass(frozen=True)
class Verrou:
    """An échéance that something else pays on the day `le`: `phrase` tells the member so, in French.

    `est_ferme`: money is on its way, and it cannot be paid another way before; otherwise it may, and less is taken.
    """

    echeance: uuid.UUID
    le: date
    phrase: str
    est_ferme: bool = True


Source = Callable[[Dossier], list[Verrou]]
_SOURCES: list[Source] = []


def enregistrer(source: Source) -> None:
    """Adds a source. Called once for each, at start."""
    _SOURCES.append(source)


def verrous_du(dossier: Dossier) -> dict[uuid.UUID, Verrou]:
    """By `public_id` of the échéance."""
    return {verrou.echeance: verrou for source in _SOURCES for verrou in source(dossier)}


def verrous_fermes(dossier: Dossier) -> dict[uuid.UUID, Verrou]:
    """Those that cannot be paid another way."""
    return {echeance: verrou for echeance, verrou in verrous_du(dossier).items() if verrou.est_ferme}
