"""What is kept for a time only. Each app declares its own, at start, in one line:

enregistrer(Purge("codes", "codes de confirmation finis", timedelta(days=1), lignes(Code.objects.finis_avant)))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import transaction
from django.db.models import QuerySet

LOT = 1000  # rows of one transaction: some milliseconds of write lock on SQLite


class Fonction(Protocol):
    """Removes what ended before `limite`, in short transactions; returns how many. `a_blanc`: only counts."""

    def __call__(self, limite: datetime, *, a_blanc: bool) -> int: ...


@dataclass(frozen=True)
class Purge:
    """One line of docs/securite/conservation.md. `duree`: how long things stay after they have ended.

    `code`: ASCII kebab-case, its name in the journal. `libelle`: what goes, in the plural, in French.
    """

    code: str
    libelle: str
    duree: timedelta
    fonction: Fonction


def lignes(partants: Callable[[datetime], QuerySet[Any]], *, avec: tuple[tuple[type[Any], str], ...] = ()) -> Fonction:
    """Removes rows. `partants(limite)`: those that ended before. `avec`: (model, foreign key) that go along."""

    def purger(limite: datetime, *, a_blanc: bool) -> int:
        if a_blanc:
            return partants(limite).count()
        total = 0
        while lot := list(partants(limite).values_list("pk", flat=True)[:LOT]):
            with transaction.atomic():
                for modele, cle in avec:
                    modele._default_manager.filter(**{f"{cle}__in": lot}).delete()
                # The condition is looked at twice: one of the lot may have changed meanwhile.
                total += _nombre(partants(limite).filter(pk__in=lot))
        return total

    return purger


def _nombre(partants: QuerySet[Any]) -> int:
    return partants.delete()[1].get(partants.model._meta.label, 0)


_PURGES: dict[str, Purge] = {}


def enregistrer(*purges: Purge) -> None:
    """Adds purges; they run in this order. Raises `ValueError` when a code is taken."""
    for purge in purges:
        if purge.code in _PURGES:
            raise ValueError(f"purge déjà enregistrée : {purge.code}")
        _PURGES[purge.code] = purge


def purges() -> tuple[Purge, ...]:
    """All of them, in the order of their registration."""
    return tuple(_PURGES.values())
