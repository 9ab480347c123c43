"""The incomes that cotisations are computed on: declared, or estimated for the year that runs."""

import uuid

from django.db import models

from accounts.models import Compte, Dossier
from cotisations.enums import EtatEstimation


class RevenuDeclare(models.Model):
    """The assiette of one year, as the declaration told it. A corrected declaration takes its place."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="revenus_declares", verbose_name="dossier", db_index=False
    )  # the unique constraint begins with it
    annee = models.PositiveSmallIntegerField("année du revenu")
    assiette_centimes = models.BigIntegerField("assiette (centimes)", help_text="Après abattement. Un déficit vaut 0.")
    date_declaration = models.DateField("date de la déclaration")
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "revenu déclaré"
        verbose_name_plural = "revenus déclarés"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "annee"], name="revenu_unique_par_annee"),
            models.CheckConstraint(name="revenu_positif", condition=models.Q(assiette_centimes__gte=0)),
            models.CheckConstraint(name="revenu_annee_plausible", condition=models.Q(annee__range=(1948, 2200))),
        ]

    def __str__(self) -> str:
        return f"Revenu de {self.annee}"


class EstimationRevenuQuerySet(models.QuerySet["EstimationRevenu"]):
    def du_dossier(self, dossier: Dossier) -> "EstimationRevenuQuerySet":
        return self.filter(dossier=dossier)

    def en_cours(self) -> "EstimationRevenuQuerySet":
        """Those that wait for an agent."""
        return self.filter(etat=EtatEstimation.DEPOSEE)


class EstimationRevenu(models.Model):
    """What a member thinks to earn this year, so that the call follows before the declaration. One waits at a time."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="estimations", verbose_name="dossier", db_index=False
    )  # both indexes begin with it
    annee = models.PositiveSmallIntegerField("année estimée")
    assiette_centimes = models.BigIntegerField("assiette estimée (centimes)", help_text="Un déficit vaut 0.")
    est_deficit = models.BooleanField("déficit", default=False)
    etat = models.CharField("état", max_length=10, choices=EtatEstimation, default=EtatEstimation.DEPOSEE)
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+", verbose_name="déposée par")
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)
    traitee_par = models.ForeignKey(
        Compte, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="traitée par"
    )

    objects = EstimationRevenuQuerySet.as_manager()

    class Meta:
        verbose_name = "estimation de revenu"
        verbose_name_plural = "estimations de revenu"
        permissions = [("traiter_estimation", "Prendre en compte ou écarter une estimation de revenu")]
        indexes = [models.Index(fields=["dossier", "-deposee_le"], name="estimation_par_dossier")]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(etat=EtatEstimation.DEPOSEE),
                name="estimation_une_en_cours",
            ),
            models.CheckConstraint(
                name="estimation_positive",
                condition=models.Q(assiette_centimes__gte=0)
                & (models.Q(est_deficit=False) | models.Q(assiette_centimes=0)),
            ),
            models.CheckConstraint(
                name="estimation_traitee_avec_date",
                condition=models.Q(etat=EtatEstimation.DEPOSEE, traitee_le__isnull=True, traitee_par__isnull=True)
                | (~models.Q(etat=EtatEstimation.DEPOSEE) & models.Q(traitee_le__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Estimation de {self.annee}"
