"""The journal: who did what, to which dossier, when. Append-only, each entry sealed to the one before."""

import uuid

from django.db import models

from accounts.models.compte import Compte
from accounts.models.dossier import Dossier
from accounts.models.inalterable import Inalterable, InalterableQuerySet


class EntreeJournal(Inalterable):
    """One act. `empreinte` is a keyed hash of this entry and of the entry before (`precedente`)."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    moment = models.DateTimeField("moment")
    acte = models.CharField("acte", max_length=40)
    par = models.ForeignKey(Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="auteur")
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="dossier")
    details = models.JSONField("détails", default=dict)
    requete = models.CharField("requête", max_length=32, blank=True)
    precedente = models.CharField("empreinte précédente", max_length=64, unique=True)
    empreinte = models.CharField("empreinte", max_length=64, unique=True)

    objects = InalterableQuerySet["EntreeJournal"].as_manager()

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "journal"
        ordering = ["pk"]
        permissions = [("verifier_journal", "Vérifier la chaîne du journal")]
        indexes = [
            models.Index(fields=["dossier", "-id"], name="journal_par_dossier"),
            models.Index(fields=["acte", "-id"], name="journal_par_acte"),
            models.Index(fields=["moment"], name="journal_par_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.acte} · {self.moment:%Y-%m-%d %H:%M:%S}"
