"""Rows that are added once and never touched again. The triggers of the tables say the same to SQL."""

from typing import Any, NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class ModificationRefusee(TypeError):
    """A side door was tried: these rows are only added, by their service."""


class InalterableQuerySet(models.QuerySet[M]):
    """Reads and adds; any other write is refused before it reaches the database."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise ModificationRefusee(f"{self.model.__name__} ne se modifie pas")

    def delete(self) -> NoReturn:
        raise ModificationRefusee(f"{self.model.__name__} ne se supprime pas")


class Inalterable(models.Model):
    """Base of append-only models."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ModificationRefusee(f"{type(self).__name__} ne se modifie pas")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ModificationRefusee(f"{type(self).__name__} ne se supprime pas")
