"""The letters of a batch, and the chunks in which they are printed."""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from accounts.enums import EtatLot, EtatPli
from accounts.models.demande import DemandeMotDePasse
from accounts.models.dossier import Dossier
from accounts.models.lot import LotDeCourriers


class Pli(models.Model):
    """One letter: its place in the batch, for whom, and the address as it was when the batch was prepared."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    lot = models.ForeignKey(LotDeCourriers, on_delete=models.PROTECT, related_name="+", verbose_name="lot")
    rang = models.PositiveIntegerField("rang")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", verbose_name="dossier")
    demande = models.ForeignKey(
        DemandeMotDePasse, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="demande"
    )
    adresse = models.JSONField("lignes de l’adresse")
    etat = models.CharField("état", max_length=10, choices=EtatPli, default=EtatPli.PREVU)
    npai_le = models.DateTimeField("revenu le", null=True, blank=True)

    class Meta:
        default_permissions = ("view",)
        verbose_name = "pli"
        constraints = [
            models.UniqueConstraint(fields=["lot", "rang"], name="pli_rang_unique"),
            models.UniqueConstraint(fields=["lot", "dossier"], name="pli_un_par_dossier_et_lot"),
            models.CheckConstraint(
                name="pli_date_si_npai",
                condition=models.Q(etat=EtatPli.NPAI, npai_le__isnull=False)
                | (~models.Q(etat=EtatPli.NPAI) & models.Q(npai_le__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"Pli {self.rang}"


class TrancheQuerySet(models.QuerySet["TrancheDeCourriers"]):
    def dues(self, maintenant: datetime) -> "TrancheQuerySet":
        """To print now: nobody has them, or whoever had them gave no sign before the end of the lease."""
        return self.filter(lot__etat=EtatLot.EN_PREPARATION, est_imprimee=False, prochain_le__lte=maintenant)


class TrancheDeCourriers(models.Model):
    """At most 100 letters printed together: their PDF, sealed under the key of the batch.

    `prochain_le` is the moment from which anyone may take it; `essais` says whose lease it is.
    """

    lot = models.ForeignKey(LotDeCourriers, on_delete=models.PROTECT, related_name="tranches", verbose_name="lot")
    premier_rang = models.PositiveIntegerField("premier rang")
    nombre = models.PositiveIntegerField("nombre de plis")
    est_imprimee = models.BooleanField("imprimée", default=False)
    pdf = models.BinaryField("PDF scellé", default=bytes)
    essais = models.PositiveIntegerField("essais", default=0)
    prochain_le = models.DateTimeField("à prendre à partir du", default=timezone.now)

    objects = TrancheQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = "tranche de courriers"
        verbose_name_plural = "tranches de courriers"
        constraints = [
            models.UniqueConstraint(fields=["lot", "premier_rang"], name="tranche_rang_unique"),
            models.CheckConstraint(name="tranche_de_cent_au_plus", condition=models.Q(nombre__range=(1, 100))),
            models.CheckConstraint(
                name="tranche_pdf_si_imprimee", condition=models.Q(est_imprimee=True) | models.Q(pdf=b"")
            ),
        ]

    def __str__(self) -> str:
        return f"Plis {self.premier_rang} à {self.premier_rang + self.nombre - 1}"
