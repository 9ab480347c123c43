"""Which payment paid what."""

from django.db import models

from cotisations.models.compte import Echeance, Ecriture


class ImputationQuerySet(models.QuerySet["Imputation"]):
    def en_vigueur(self) -> "ImputationQuerySet":
        """Those that no money given back has cancelled."""
        return self.filter(annulee_par__isnull=True)


class Imputation(models.Model):
    """Some cents of a credit, and the échéance or the debit they pay, under one version of the policy.

    Never edited but once, when the money goes back (`annulee_par`). Without échéance nor debit, it pays what is in no
    échéance. One that a new échéancier replaces leaves its imputations so: their money pays the oldest debt.
    """

    credit = models.ForeignKey(Ecriture, on_delete=models.PROTECT, related_name="imputations", verbose_name="crédit")
    echeance = models.ForeignKey(
        Echeance, null=True, on_delete=models.SET_NULL, related_name="imputations", verbose_name="échéance"
    )
    debit = models.ForeignKey(
        Ecriture, null=True, on_delete=models.PROTECT, related_name="imputations_recues", verbose_name="débit"
    )
    centimes = models.BigIntegerField("montant (centimes)")
    regle = models.CharField("version de la règle", max_length=16)
    cree_le = models.DateTimeField("créée le", auto_now_add=True)
    annulee_par = models.ForeignKey(
        Ecriture, null=True, on_delete=models.PROTECT, related_name="imputations_annulees", verbose_name="annulée par"
    )

    objects = ImputationQuerySet.as_manager()

    class Meta:
        verbose_name = "imputation"
        constraints = [
            models.CheckConstraint(name="imputation_positive", condition=models.Q(centimes__gt=0)),
            models.CheckConstraint(
                name="imputation_une_cible",
                condition=models.Q(echeance__isnull=True) | models.Q(debit__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Imputation {self.pk}"
