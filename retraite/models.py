"""What was paid: an append-only ledger of pensions, as the payments were made."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.models import Dossier, Inalterable, InalterableQuerySet
from retraite.enums import Prestation, Regime

# What was paid is what was due, less what was kept for others.
_NET = F("brut_centimes") - F("csg_deductible_centimes") - F("autres_retenues_centimes") - F("impot_centimes")


class PensionVerseeQuerySet(InalterableQuerySet["PensionVersee"]):
    def du_dossier(self, dossier: Dossier) -> "PensionVerseeQuerySet":
        return self.filter(dossier=dossier)

    def chronologiques(self) -> "PensionVerseeQuerySet":
        return self.order_by("date_versement", "regime", "pk")

    def entre(self, debut: date, fin: date) -> "PensionVerseeQuerySet":
        """Paid on these days, both included."""
        return self.filter(date_versement__range=(debut, fin))


class PensionVersee(Inalterable):
    """One payment of one régime. Given back or corrected: another line, of the other sign.

    `mois`: the first day of the month it is about. Amounts in cents, all of the sign of the gross one.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="pensions", verbose_name="dossier", db_index=False
    )  # the index begins with it
    cle = models.CharField("clé d’unicité", max_length=64)
    prestation = models.CharField("prestation", max_length=16, choices=Prestation)
    regime = models.CharField("régime", max_length=16, choices=Regime)
    mois = models.DateField("mois dû")
    date_versement = models.DateField("date du versement")
    brut_centimes = models.BigIntegerField("brut (centimes)")
    csg_deductible_centimes = models.BigIntegerField("CSG déductible (centimes)")
    autres_retenues_centimes = models.BigIntegerField("CSG non déductible, CRDS et CASA (centimes)")
    impot_centimes = models.BigIntegerField("prélèvement à la source (centimes)")
    net_centimes = models.BigIntegerField("net versé (centimes)")
    cree_le = models.DateTimeField("créée le", auto_now_add=True)

    objects = PensionVerseeQuerySet.as_manager()

    class Meta:
        verbose_name = "pension versée"
        verbose_name_plural = "pensions versées"
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["cle"], name="pension_cle_unique"),
            models.CheckConstraint(condition=~Q(brut_centimes=0), name="pension_non_nulle"),
            models.CheckConstraint(condition=Q(net_centimes=_NET), name="pension_net_est_brut_moins_retenues"),
        ]
        indexes = [models.Index(fields=["dossier", "date_versement", "id"], name="pension_par_dossier")]

    def __str__(self) -> str:
        return f"{self.get_prestation_display()}, {self.get_regime_display()}, {self.mois:%m/%Y}"
