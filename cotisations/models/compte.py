"""The account: an append-only ledger, and the dates it falls due."""

import uuid
from datetime import date

from django.db import models

from accounts.models import Dossier, Inalterable, InalterableQuerySet
from cotisations.enums import Nature


class EcritureQuerySet(InalterableQuerySet["Ecriture"]):
    def du_dossier(self, dossier: Dossier) -> "EcritureQuerySet":
        return self.filter(dossier=dossier)

    def recentes_dabord(self) -> "EcritureQuerySet":
        return self.order_by("-date_operation", "-pk")

    def solde_centimes(self) -> int:
        """Sum in cents: negative when the dossier owes, positive when the fund owes."""
        somme: int | None = self.aggregate(somme=models.Sum("montant_centimes"))["somme"]
        return somme or 0


class Ecriture(Inalterable):
    """One movement of a dossier's account. Never changed, never removed: contre-passée."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="ecritures", verbose_name="dossier", db_index=False
    )  # the composite indexes begin with it
    cle = models.CharField("clé d’unicité", max_length=64)
    nature = models.CharField("nature", max_length=20, choices=Nature)
    annee = models.PositiveSmallIntegerField("année de cotisation")
    montant_centimes = models.BigIntegerField("montant (centimes)", help_text="Négatif : dû. Positif : versé.")
    date_operation = models.DateField("date de l’opération")
    libelle = models.CharField("libellé", max_length=120)
    contrepasse_de = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="contrepassee_par", verbose_name="contre-passe"
    )
    rendue_de = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="rendues", verbose_name="rend de", db_index=False
    )  # money given back, out of which credit; few have one: the partial index finds them
    cree_le = models.DateTimeField("créée le", auto_now_add=True)

    objects = EcritureQuerySet.as_manager()

    class Meta:
        verbose_name = "écriture"
        constraints = [
            models.UniqueConstraint(fields=["cle"], name="ecriture_cle_unique"),
            models.CheckConstraint(name="ecriture_non_nulle", condition=~models.Q(montant_centimes=0)),
            models.CheckConstraint(name="ecriture_annee_plausible", condition=models.Q(annee__range=(1948, 2200))),
        ]
        indexes = [
            models.Index(fields=["dossier", "-date_operation", "-id"], name="ecriture_par_dossier"),
            # The solde, and the account by year, are read from this index alone.
            models.Index(fields=["dossier", "annee", "nature", "montant_centimes"], name="ecriture_par_annee"),
            models.Index(fields=["rendue_de"], name="ecriture_rendue", condition=models.Q(rendue_de__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} du {self.date_operation:%d/%m/%Y}"


class EcheanceQuerySet(models.QuerySet["Echeance"]):
    def du_dossier(self, dossier: Dossier) -> "EcheanceQuerySet":
        return self.filter(dossier=dossier)

    def chronologiques(self) -> "EcheanceQuerySet":
        return self.order_by("date_exigibilite", "annee", "rang")

    def exigibles(self, le: date) -> "EcheanceQuerySet":
        """Due on the day `le` or before."""
        return self.filter(date_exigibilite__lte=le)


class Echeance(models.Model):
    """An amount that falls due on a date. How much of it is paid follows from the ledger."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="echeances", verbose_name="dossier", db_index=False
    )  # the unique constraint begins with it
    annee = models.PositiveSmallIntegerField("année de cotisation")
    rang = models.PositiveSmallIntegerField("rang dans l’année")
    date_exigibilite = models.DateField("date d’exigibilité", help_text="Dernier jour pour payer, inclus.")
    montant_centimes = models.BigIntegerField("montant (centimes)")
    modifie_le = models.DateTimeField("modifiée le", auto_now=True)

    objects = EcheanceQuerySet.as_manager()

    class Meta:
        verbose_name = "échéance"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "annee", "rang"], name="echeance_unique_par_rang"),
            models.CheckConstraint(name="echeance_positive", condition=models.Q(montant_centimes__gt=0)),
        ]
        indexes = [models.Index(fields=["date_exigibilite", "id"], name="echeance_par_date")]  # of the reminders

    def __str__(self) -> str:
        return f"Échéance {self.rang} de {self.annee}"
