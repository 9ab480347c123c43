"""What this app keeps for a time only."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.retention import Purge, enregistrer, lignes
from cotisations.models import AbonnementCalendrier


def enregistrer_les_purges() -> None:
    """Called once, at start."""
    enregistrer(Purge("calendriers", "adresses d’agenda révoquées", timedelta(days=60), lignes(_calendriers)))


def _calendriers(limite: datetime) -> QuerySet[AbonnementCalendrier]:
    return AbonnementCalendrier.objects.filter(revoque_le__lt=limite)
