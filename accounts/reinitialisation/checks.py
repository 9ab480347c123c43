"""System checks of the decoys."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from accounts.models import Dossier, GelDesLeurres


@checks.register(checks.Tags.database)
def leurres_geles(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Before the first gel, decoys are drawn from an invented fund, and can be told from real addresses."""
    if not (settings.PRODUCTION and databases):
        return []
    try:
        a_geler = Dossier.objects.exists() and not GelDesLeurres.objects.exists()
    except DatabaseError:  # nothing is migrated yet
        a_geler = False
    return [_JAMAIS_GELES] if a_geler else []


_JAMAIS_GELES = checks.Warning(
    "The decoys were never frozen: masked addresses tell which dossiers exist.",
    hint="Run manage.py geler_leurres once all the dossiers are imported, before the portal opens.",
    id="reinitialisation.W001",
)
