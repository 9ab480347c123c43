"""Requests for a provisional password, for dossiers that exist and for those that do not."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.enums import Canal, EtatDemande, TypeDossier
from accounts.models.dossier import Dossier


class DemandeMotDePasse(models.Model):
    """Someone asked for a provisional password. A request changes nothing: a worker decides what follows.

    `type_dossier` and `numero` are what was typed; `dossier` is set by the worker, when there is one.
    `reference` is what the visitor keeps to follow a letter: it tells nothing about the dossier.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField("référence de suivi", max_length=12)
    type_dossier = models.CharField("type de dossier", max_length=12, choices=TypeDossier)
    numero = models.CharField("numéro demandé", max_length=9)
    canal = models.CharField("canal", max_length=8, choices=Canal)
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="dossier")
    etat = models.CharField("état", max_length=10, choices=EtatDemande, default=EtatDemande.RECUE)
    demandee_le = models.DateTimeField("demandée le", default=timezone.now)
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)

    class Meta:
        verbose_name = "demande de mot de passe"
        verbose_name_plural = "demandes de mot de passe"
        indexes = [
            models.Index(
                fields=["canal", "demandee_le"], name="demande_a_traiter", condition=models.Q(etat=EtatDemande.RECUE)
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="demande_reference_unique"),
            models.CheckConstraint(
                name="demande_recue_sans_suite_encore",
                condition=models.Q(etat=EtatDemande.RECUE, traitee_le__isnull=True)
                | (~models.Q(etat=EtatDemande.RECUE) & models.Q(traitee_le__isnull=False)),
            ),
            models.CheckConstraint(
                name="demande_traitee_pour_un_dossier",
                condition=~models.Q(etat=EtatDemande.TRAITEE) | models.Q(dossier__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Demande du {self.demandee_le:%Y-%m-%d} par {self.get_canal_display()}"
