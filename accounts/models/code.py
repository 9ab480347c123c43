"""Codes sent by e-mail, that confirm an address or who reads it."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from accounts.enums import ActionConfirmee
from accounts.models.dossier import Dossier

ESSAIS_MAX = 5


class CodeDeConfirmationQuerySet(models.QuerySet["CodeDeConfirmation"]):
    def en_attente(self, session: str, action: ActionConfirmee) -> "CodeDeConfirmationQuerySet":
        """The code that this session was sent for this action, good or not. At most one."""
        return self.filter(session=session, action=action, utilise_le__isnull=True)

    def valables(self, maintenant: datetime) -> "CodeDeConfirmationQuerySet":
        """Those that were sent, are in time and have tries left."""
        return self.exclude(empreinte="").filter(
            expire_le__gt=maintenant, essais__lt=ESSAIS_MAX, utilise_le__isnull=True
        )


class CodeDeConfirmation(models.Model):
    """One code of 8 digits, on its way to `adresse`: its Argon2id hash, never itself.

    It is drawn when its mail is written, and good for one session, one action and what `lie` seals.
    A decoy has neither dossier nor address: it is drawn like the others, and nobody ever reads it.
    `expire_le` is exclusive. `courriel_avant` is the address it replaced, once used: where the notice goes.
    """

    DUREE = timedelta(minutes=10)  # from the drawing

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dossier"
    )
    action = models.CharField("action", max_length=8, choices=ActionConfirmee)
    session = models.CharField("session", max_length=64)
    lie = models.CharField("ce qu’il scelle", max_length=64)
    adresse = models.EmailField("adresse à confirmer", blank=True)
    courriel_avant = models.EmailField("adresse remplacée", blank=True)
    empreinte = models.CharField("empreinte Argon2id", max_length=128, blank=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    demande_le = models.DateTimeField("demandé le", default=timezone.now)
    expire_le = models.DateTimeField("expire le")
    utilise_le = models.DateTimeField("utilisé le", null=True, blank=True)

    objects = CodeDeConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = "code de confirmation"
        verbose_name_plural = "codes de confirmation"
        indexes = [models.Index(fields=["demande_le"], name="code_par_date")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "action"],
                condition=models.Q(utilise_le__isnull=True),
                name="code_un_par_session_et_action",
            ),
            models.CheckConstraint(
                name="code_leurre_sans_adresse",
                condition=models.Q(dossier__isnull=True, adresse="")
                | models.Q(dossier__isnull=False) & ~models.Q(adresse=""),
            ),
            models.CheckConstraint(name="code_essais_bornes", condition=models.Q(essais__lte=ESSAIS_MAX)),
            models.CheckConstraint(
                name="code_utilise_apres_envoi",
                condition=models.Q(utilise_le__isnull=True) | ~models.Q(empreinte=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Code du {self.demande_le:%Y-%m-%d %H:%M}"
