"""Which compte may act on which dossier."""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone

from accounts.enums import RoleAcces
from accounts.models.compte import Compte
from accounts.models.dossier import Dossier


class AccesQuerySet(models.QuerySet["Acces"]):
    def du_compte(self, compte: Compte) -> "AccesQuerySet":
        return self.filter(compte=compte)

    def ouverts(self, le: date | None = None) -> "AccesQuerySet":
        """Accesses open on the day `le` (today when not given); `fin` is inclusive."""
        return self.filter(models.Q(fin__isnull=True) | models.Q(fin__gte=le or timezone.localdate()))

    def titulaires(self) -> "AccesQuerySet":
        return self.filter(role=RoleAcces.TITULAIRE)


class Acces(models.Model):
    """A compte reaches a dossier, as its titulaire or (later) as a délégué until a date."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    compte = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="acces", verbose_name="compte")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="acces", verbose_name="dossier")
    role = models.CharField("rôle", max_length=10, choices=RoleAcces)
    fin = models.DateField("dernier jour, inclus", null=True, blank=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)

    objects = AccesQuerySet.as_manager()

    class Meta:
        verbose_name = "accès"
        verbose_name_plural = "accès"
        constraints = [
            models.UniqueConstraint(fields=["compte", "dossier"], name="acces_unique_par_compte_et_dossier"),
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(role=RoleAcces.TITULAIRE), name="acces_un_seul_titulaire"
            ),
            models.CheckConstraint(
                name="acces_titulaire_sans_fin",
                condition=~models.Q(role=RoleAcces.TITULAIRE) | models.Q(fin__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} de {self.dossier}"
