"""What the limits remember. Nothing here tells a dossier or an address."""

from django.db import models


class NiveauSeau(models.Model):
    """How far one bucket is spent. A row whose `plein_us` is past means the same as no row."""

    # A UUID: sixteen bytes, and no second index for prefixes on PostgreSQL.
    cle = models.UUIDField("empreinte du seau et de ce qu’il compte", primary_key=True)
    plein_us = models.BigIntegerField("plein de nouveau à (µs depuis 1970)")

    class Meta:
        verbose_name = "niveau de seau"
        verbose_name_plural = "niveaux de seaux"

    def __str__(self) -> str:
        return f"Seau {self.cle}"


class EssaisDeLHeure(models.Model):
    """Connexions refused within one hour, all dossiers together: what the alarm looks at."""

    heure = models.BigIntegerField("heure (heures depuis 1970, UTC)", primary_key=True)
    echecs = models.PositiveIntegerField("échecs, mot de passe vérifié", default=0)
    refus = models.PositiveIntegerField("refus, sans vérification", default=0)
    alerte = models.BooleanField("alarme donnée", default=False)

    class Meta:
        verbose_name = "essais de l’heure"
        verbose_name_plural = "essais des heures"

    def __str__(self) -> str:
        return f"Heure {self.heure} : {self.echecs} échecs, {self.refus} refus"
