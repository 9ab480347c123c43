"""Filters of the agents' lists."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest


class FiltreUnique(SimpleListFilter):
    """One choice, `choix` (its value in the address, its label): the rows whose pk is among `retenues()`, given as a
    `staticmethod`."""

    choix: tuple[str, str]
    retenues: Callable[[], QuerySet[Any, Any]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [self.choix]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != self.choix[0]:
            return queryset
        return queryset.filter(pk__in=self.retenues())
