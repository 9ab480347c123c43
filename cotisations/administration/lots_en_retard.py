"""Batches that the bank should have, and that nobody said it has: told from its cut-off on."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.administration.cartes import Carte
from accounts.models import Compte
from cotisations.models import LotDePrelevements
from cotisations.prelevements.lots import lots_en_retard


class EnRetard(SimpleListFilter):
    """Their cut-off has passed, and the bank does not have them."""

    title = "heure limite"
    parameter_name = "limite"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("passee", "Passée, pas transmis")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LotDePrelevements]) -> QuerySet[LotDePrelevements]:
        if self.value() != "passee":
            return queryset
        return queryset.filter(pk__in=lots_en_retard().values("pk"))


def lots_pas_transmis(request: HttpRequest) -> Carte | None:
    """Two queries."""
    if not (isinstance(request.user, Compte) and request.user.has_perm("cotisations.view_lotdeprelevements")):
        return None
    attente = lots_en_retard().aggregate(nombre=Count("pk"), depuis=Min("prepare_le"))
    return Carte(
        titre="Lots que la banque n’a pas",
        phrase="L’heure limite est passée sans qu’ils soient dits transmis : dites-le, ou annulez-les.",
        adresse=f"{reverse('admin:cotisations_lotdeprelevements_changelist')}?limite=passee",
        ton="danger" if attente["nombre"] else "",
        **attente,
    )
