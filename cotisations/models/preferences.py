"""How each member pays and wants to be told."""

import uuid

from django.db import models

from accounts.models import Dossier
from cotisations.enums import Periodicite

RAPPELS = (30, 7, 1)  # days before an échéance


class PreferencesCotisations(models.Model):
    """A dossier without a row has the defaults."""

    dossier = models.OneToOneField(
        Dossier, on_delete=models.CASCADE, related_name="preferences_cotisations", verbose_name="dossier"
    )
    periodicite = models.CharField(
        "périodicité des échéances", max_length=13, choices=Periodicite, default=Periodicite.SEMESTRIELLE
    )
    appel_par_courriel = models.BooleanField("être averti de chaque appel par e-mail", default=True)
    rappel_30 = models.BooleanField("un mois avant", default=False)
    rappel_7 = models.BooleanField("une semaine avant", default=True)
    rappel_1 = models.BooleanField("la veille", default=False)
    modifie_le = models.DateTimeField("modifiées le", auto_now=True)

    class Meta:
        verbose_name = "préférences de cotisations"
        verbose_name_plural = "préférences de cotisations"

    def __str__(self) -> str:
        return f"Préférences de cotisations de {self.dossier}"


class AbonnementCalendrier(models.Model):
    """A secret address that gives the échéances of a dossier to a calendar. Its hash alone is kept, one at a time."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="abonnements_calendrier", verbose_name="dossier"
    )
    empreinte = models.CharField("empreinte du secret", max_length=64, unique=True)
    avec_montants = models.BooleanField("montants affichés", default=False)
    cree_le = models.DateTimeField("créé le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        verbose_name = "abonnement au calendrier"
        verbose_name_plural = "abonnements au calendrier"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(revoque_le__isnull=True), name="calendrier_un_seul_en_cours"
            )
        ]

    def __str__(self) -> str:
        return f"Calendrier de {self.dossier}"
