"""System checks of the passwords of the former site."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError
from django.db.models.functions import Substr

from accounts.models import Compte
from accounts.reprise import ALGORITHME, iterations_de


@checks.register(checks.Tags.database)
def travail_repris(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Every try must cost what the dearest former hash costs: else its dossier can be told from the others."""
    if not databases:
        return []
    prescrites = settings.HACHAGE_REPRIS_ITERATIONS
    try:
        presentes = _iterations_presentes()
    except DatabaseError:  # nothing is migrated yet
        return []
    if presentes > prescrites:
        return [
            checks.Error(
                f"Some passwords cost {presentes} iterations and HACHAGE_REPRIS_ITERATIONS is {prescrites}: "
                "the time of an answer tells that their dossier exists.",
                hint=f"Set HACHAGE_REPRIS_ITERATIONS={presentes}.",
                id="accounts.E002",
            )
        ]
    if prescrites and not presentes:
        return [
            checks.Info(
                "No password of the former site is left, and every connexion still pays for them.",
                hint="Set HACHAGE_REPRIS_ITERATIONS=0.",
                id="accounts.I003",
            )
        ]
    return []


def _iterations_presentes() -> int:
    """The most that a wrapped hash costs, 0 when there is none. One query, over the table."""
    repris = Compte.objects.filter(password__startswith=f"{ALGORITHME}$")
    debuts = repris.annotate(debut=Substr("password", 1, len(ALGORITHME) + 9)).values_list("debut", flat=True)
    return max((iterations_de(debut) for debut in debuts.distinct().order_by()), default=0)
