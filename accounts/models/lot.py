"""Batches of letters."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.enums import EtatLot
from accounts.models.compte import Compte


class LotDeCourriers(models.Model):
    """The letters asked for until `coupure_le`, prepared by one agent and handed to La Poste by another.

    A batch may be empty: whoever follows a request sees the same progress whether their dossier exists or not.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    etat = models.CharField("état", max_length=16, choices=EtatLot, default=EtatLot.EN_PREPARATION)
    coupure_le = models.DateTimeField("demandes reçues jusqu’au", default=timezone.now)
    prepare_par = models.ForeignKey(
        Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="préparé par"
    )
    confirme_par = models.ForeignKey(
        Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="remise confirmée par"
    )
    poste_le = models.DateTimeField("remis à La Poste le", null=True, blank=True)

    class Meta:
        verbose_name = "lot de courriers"
        verbose_name_plural = "lots de courriers"
        permissions = [
            ("preparer_lot", "Préparer un lot de courriers"),
            ("confirmer_lot", "Confirmer la remise à La Poste"),
            ("regenerer_courrier", "Régénérer un courrier"),
        ]
        indexes = [models.Index(fields=["coupure_le"], name="lot_par_coupure")]
        constraints = [
            models.CheckConstraint(
                name="lot_poste_par_quelqu_un",
                condition=models.Q(etat=EtatLot.POSTE, poste_le__isnull=False, confirme_par__isnull=False)
                | (~models.Q(etat=EtatLot.POSTE) & models.Q(poste_le__isnull=True, confirme_par__isnull=True)),
            ),
            models.CheckConstraint(
                name="lot_deux_personnes",
                condition=models.Q(confirme_par__isnull=True) | ~models.Q(confirme_par=models.F("prepare_par")),
            ),
        ]

    def __str__(self) -> str:
        return f"Lot du {self.coupure_le:%Y-%m-%d %H:%M}"
