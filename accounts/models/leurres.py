"""What the decoys are drawn from, once it has been measured on the real dossiers."""

import uuid

from django.db import models
from django.utils import timezone


class GelDesLeurres(models.Model):
    """How often each piece of a masked address was met on the day `gele_le`. The last `version` is in force.

    `effectifs` is `accounts.reinitialisation.effectifs.Effectifs` as JSON: it holds no address, and no piece of
    one that fewer than a handful of people share.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField("version", unique=True)
    gele_le = models.DateTimeField("gelé le", default=timezone.now)
    effectifs = models.JSONField("effectifs")

    class Meta:
        verbose_name = "gel des leurres"
        verbose_name_plural = "gels des leurres"

    def __str__(self) -> str:
        return f"Gel n\u00b0\u00a0{self.version} du {self.gele_le:%Y-%m-%d}"
