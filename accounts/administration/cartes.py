"""What waits, on the agents' first page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Compte


@dataclass(frozen=True)
class Carte:
    """`nombre` things wait, the oldest since `depuis`; `adresse` is where they are dealt with, `geste` says how.

    `ton`: "" when nothing presses, else `attention` or `danger`.
    """

    titre: str
    nombre: int
    phrase: str
    adresse: str = ""
    geste: str = "Voir la liste"
    depuis: datetime | None = None
    ton: str = ""

    @property
    def est_calme(self) -> bool:
        """Nothing waits: it is said in small."""
        return not self.nombre


@dataclass(frozen=True)
class Attente:
    """Makes the card of what waits in a list, for whoever may see that list.

    `liste` is its model and `filtre` what narrows it; `lignes()` are what is counted, `depuis` the field that dates it.
    """

    titre: str
    phrase: str
    liste: type[Model]
    lignes: Callable[[], QuerySet[Any]]
    depuis: str
    filtre: str = ""
    ton: str = "attention"

    def __call__(self, request: HttpRequest) -> Carte | None:
        meta = self.liste._meta
        if not (isinstance(request.user, Compte) and request.user.has_perm(f"{meta.app_label}.view_{meta.model_name}")):
            return None
        attente = self.lignes().aggregate(nombre=Count("pk"), depuis=Min(self.depuis))
        adresse = f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}{self.filtre}"
        ton = self.ton if attente["nombre"] else ""
        return Carte(titre=self.titre, phrase=self.phrase, adresse=adresse, ton=ton, **attente)
