"""Proofs of humanity that have served."""

from datetime import datetime

from django.db import models


class PreuveUtiliseeQuerySet(models.QuerySet["PreuveUtilisee"]):
    def perimees(self, le: datetime) -> "PreuveUtiliseeQuerySet":
        return self.filter(expire_le__lt=le)


class PreuveUtilisee(models.Model):
    """Something that serves once and has served. `empreinte`: SHA-256 of it, in hexadecimal."""

    empreinte = models.CharField("empreinte", max_length=64, primary_key=True)
    expire_le = models.DateTimeField("expire le", db_index=True)

    objects = PreuveUtiliseeQuerySet.as_manager()

    class Meta:
        verbose_name = "preuve utilisée"
        verbose_name_plural = "preuves utilisées"

    def __str__(self) -> str:
        return f"{self.empreinte[:8]}… jusqu’au {self.expire_le:%Y-%m-%d %H:%M}"
