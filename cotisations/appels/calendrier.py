"""On which days a year falls due, as `calendrier.toml` says: dated, sourced, and to be confirmed."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cotisations.enums import Periodicite

_FICHIER = Path(__file__).resolve().parent / "calendrier.toml"


@dataclass(frozen=True)
class Calendrier:
    """`jours`: (month, day) of the échéances of a year. `note`: how sure all of it is, as people read it."""

    jours: dict[Periodicite, tuple[tuple[int, int], ...]]
    preavis: timedelta
    complement: timedelta
    declaration_attendue: tuple[int, int]
    note: str

    def dates(self, annee: int, periodicite: Periodicite) -> list[date]:
        return [date(annee, mois, jour) for mois, jour in self.jours[periodicite]]

    def est_attendue(self, annee: int, *, le: date) -> bool:
        """Whether the income of the year before `annee` should have been declared by the day `le`."""
        return le >= date(annee, *self.declaration_attendue)


@cache
def calendrier() -> Calendrier:
    """The calendar in force."""
    brut: dict[str, Any] = tomllib.loads(_FICHIER.read_text(encoding="utf-8"))
    mois, jour = brut["declaration"]["attendue_le"]
    return Calendrier(
        jours={une: tuple((m, j) for m, j in brut["jours"][une.value]) for une in Periodicite},
        preavis=timedelta(days=brut["delais"]["preavis_en_jours"]),
        complement=timedelta(days=brut["delais"]["complement_en_jours"]),
        declaration_attendue=(mois, jour),
        note=brut["note"],
    )
