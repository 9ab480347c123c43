"""Removing what has served its time, and saying so in the journal."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.enums import Acte
from accounts.journal import journaliser
from accounts.models import Compte
from accounts.retention.registre import Purge, purges

_journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class Resultat:
    """What one purge removed (or would remove); `nombre` is `None` when it failed."""

    purge: Purge
    nombre: int | None


def purger(*, par: Compte | None, a_blanc: bool = False, codes: Collection[str] = ()) -> list[Resultat]:
    """Runs each purge, or those of `codes`; one that fails is logged and stops no other. Runs again without harm.

    The journal says that a run begins before anything goes, and what went at its end (`null`: it failed).
    """
    choisies = [purge for purge in purges() if not codes or purge.code in codes]
    if a_blanc:
        return [_essayer(purge, a_blanc=True) for purge in choisies]
    with transaction.atomic():
        journaliser(acte=Acte.PURGE_COMMENCEE, par=par)
    resultats = [_essayer(purge, a_blanc=False) for purge in choisies]
    with transaction.atomic():
        partis: dict[str, Any] = {resultat.purge.code: resultat.nombre for resultat in resultats}
        journaliser(acte=Acte.PURGE_EFFECTUEE, par=par, **partis)
    return resultats


def _essayer(purge: Purge, *, a_blanc: bool) -> Resultat:
    try:
        return Resultat(purge, purge.fonction(timezone.now() - purge.duree, a_blanc=a_blanc))
    except Exception:  # noqa: BLE001 - whatever befalls one purge, the others run
        _journal.exception("purge %s interrompue", purge.code)
        return Resultat(purge, None)
