"""Échéances that money is already on its way to pay: other means of payment say so here, at start."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from accounts.models import Dossier


@dataclass(frozen=True)
class Verrou:
    """An échéance that cannot be paid another way before `le`: `phrase` tells the member why, in French."""

    echeance: uuid.UUID
    le: date
    phrase: str


Source = Callable[[Dossier], list[Verrou]]
_SOURCES: list[Source] = []


def enregistrer(source: Source) -> None:
    """Adds a source. Called once for each, at start."""
    _SOURCES.append(source)


def verrous_du(dossier: Dossier) -> dict[uuid.UUID, Verrou]:
    """By `public_id` of the échéance."""
    return {verrou.echeance: verrou for source in _SOURCES for verrou in source(dossier)}
