"""The menu of the agents: the lists they may see, in a few headings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices


class Rubrique(TextChoices):
    """The headings, in the order of the menu."""

    DOSSIERS = "dossiers", "Dossiers"
    COURRIERS = "courriers", "Courriers"
    COTISATIONS = "cotisations", "Cotisations"
    PRELEVEMENTS = "prelevements", "Prélèvements"
    BANQUE = "banque", "Banque"
    SUPERVISION = "supervision", "Supervision"


@dataclass(frozen=True)
class Entree:
    """A list. `ici`: the page we are on is part of it."""

    rubrique: Rubrique
    titre: str
    adresse: str
    ici: bool


@dataclass(frozen=True)
class Section:
    """A heading and its lists, never none; it leads to the first one."""

    titre: str
    entrees: tuple[Entree, ...]

    @property
    def adresse(self) -> str:
        return self.entrees[0].adresse

    @property
    def ici(self) -> bool:
        return any(entree.ici for entree in self.entrees)


def sections(entrees: Iterable[Entree]) -> list[Section]:
    """In the order of the headings; one that holds a single list is called as that list is."""
    lues = list(entrees)
    groupes = [(rubrique, tuple(une for une in lues if une.rubrique == rubrique)) for rubrique in Rubrique]
    return [
        Section(groupe[0].titre if len(groupe) == 1 else rubrique.label, groupe)
        for rubrique, groupe in groupes
        if groupe
    ]
