"""Provisional passwords, from their making to their one use."""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from accounts.enums import Canal, EtatSecret
from accounts.models.demande import DemandeMotDePasse
from accounts.models.dossier import Dossier
from accounts.models.lot import LotDeCourriers

_LETTRE = models.Q(canal=Canal.LETTRE, lot__isnull=False, rang__isnull=False)
_COURRIEL = models.Q(canal=Canal.COURRIEL, lot__isnull=True, rang__isnull=True)
_DATE = models.Q(expire_le__isnull=False)


class SecretProvisoireQuerySet(models.QuerySet["SecretProvisoire"]):
    def utilisables(self, maintenant: datetime) -> "SecretProvisoireQuerySet":
        """Those that would open something now. At most one a dossier and canal."""
        return self.filter(etat=EtatSecret.ACTIF, expire_le__gt=maintenant)

    def libres(self, maintenant: datetime, marque: str) -> "SecretProvisoireQuerySet":
        """Those that nobody holds but, perhaps, the browser of this `marque` (empty: none)."""
        libre = models.Q(tenu_jusqu_a__isnull=True) | models.Q(tenu_jusqu_a__lte=maintenant)
        return self.filter(libre | models.Q(tenu_par=marque) if marque else libre)

    def tenus(self, maintenant: datetime, marque: str) -> "SecretProvisoireQuerySet":
        """Those that the browser of this `marque` holds, even when their time has passed meanwhile."""
        return self.filter(etat=EtatSecret.ACTIF, tenu_par=marque, tenu_jusqu_a__gt=maintenant)


class SecretProvisoire(models.Model):
    """One provisional password: its Argon2id hash, never itself. `expire_le` is exclusive.

    A secret by e-mail is born `actif`. One by letter is born `inactif`, and its time starts when the batch
    is handed to La Poste. Which of several simultaneous uses counts is decided by one conditional UPDATE:
    one browser holds a secret (`tenu_par`, until `tenu_jusqu_a`), and uses it up when the password is chosen.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+", verbose_name="dossier")
    demande = models.ForeignKey(DemandeMotDePasse, on_delete=models.PROTECT, related_name="+", verbose_name="demande")
    canal = models.CharField("canal", max_length=8, choices=Canal)
    lot = models.ForeignKey(
        LotDeCourriers, null=True, blank=True, on_delete=models.PROTECT, related_name="secrets", verbose_name="lot"
    )
    rang = models.PositiveIntegerField("rang dans le lot", null=True, blank=True)
    empreinte = models.CharField("empreinte Argon2id", max_length=128)
    etat = models.CharField("état", max_length=8, choices=EtatSecret)
    emis_le = models.DateTimeField("émis le", default=timezone.now)
    expire_le = models.DateTimeField("expire le", null=True, blank=True)
    utilise_le = models.DateTimeField("utilisé le", null=True, blank=True)
    tenu_par = models.CharField("session qui le tient", max_length=64, blank=True, editable=False)
    tenu_jusqu_a = models.DateTimeField("tenu jusqu’à", null=True, blank=True, editable=False)

    objects = SecretProvisoireQuerySet.as_manager()

    class Meta:
        verbose_name = "mot de passe provisoire"
        verbose_name_plural = "mots de passe provisoires"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "canal"],
                condition=models.Q(etat=EtatSecret.ACTIF),
                name="secret_un_actif_par_dossier_et_canal",
            ),
            models.UniqueConstraint(
                fields=["lot", "rang"],
                condition=~models.Q(etat=EtatSecret.REVOQUE),
                name="secret_un_par_rang_du_lot",
            ),
            models.CheckConstraint(name="secret_lettre_dans_un_lot", condition=_LETTRE | _COURRIEL),
            models.CheckConstraint(
                name="secret_date_si_actif", condition=~models.Q(etat__in=["actif", "utilise"]) | _DATE
            ),
            models.CheckConstraint(
                name="secret_date_si_utilise",
                condition=models.Q(etat=EtatSecret.UTILISE, utilise_le__isnull=False)
                | (~models.Q(etat=EtatSecret.UTILISE) & models.Q(utilise_le__isnull=True)),
            ),
            models.CheckConstraint(
                name="secret_tenu_par_quelqu_un",
                condition=models.Q(tenu_par="", tenu_jusqu_a__isnull=True)
                | (~models.Q(tenu_par="") & models.Q(tenu_jusqu_a__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Mot de passe provisoire par {self.get_canal_display()}"
