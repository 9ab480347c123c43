"""Which identity of FranceConnect opens which dossier."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.enums import MethodeLien
from accounts.models.dossier import Dossier


class LienFranceConnectQuerySet(models.QuerySet["LienFranceConnect"]):
    def de(self, sub: str) -> "LienFranceConnectQuerySet":
        """Those of one identity, the last used first."""
        return self.filter(sub=sub).order_by("-utilise_le", "pk")


class LienFranceConnect(models.Model):
    """One identity opens one dossier. An identity may have several dossiers, a dossier has one identity at most.

    `sub` is opaque, means nothing to anyone but this portal, and opens nothing by itself. It is kept as it is:
    a keyed hash would tie every link to a key that could then never change.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    sub = models.CharField("identifiant FranceConnect", max_length=255, db_index=True)
    dossier = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, related_name="lien_franceconnect", verbose_name="dossier"
    )
    methode = models.CharField("preuve", max_length=16, choices=MethodeLien)
    cree_le = models.DateTimeField("associé le", default=timezone.now)
    utilise_le = models.DateTimeField("dernière connexion", default=timezone.now)

    objects = LienFranceConnectQuerySet.as_manager()

    class Meta:
        verbose_name = "lien FranceConnect"
        verbose_name_plural = "liens FranceConnect"
        constraints = [
            models.CheckConstraint(name="lien_franceconnect_sub_present", condition=~models.Q(sub="")),
        ]

    def __str__(self) -> str:
        return f"FranceConnect · {self.dossier_id}"
