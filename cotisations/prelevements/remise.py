"""Until when the bank takes the file of a day."""

from datetime import date, datetime, time

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from carpimko_portal.lib.dates import ecrire_moment
from cotisations.models import LotDePrelevements
from cotisations.prelevements.calendrier import est_ouvre, limite_de_remise
from cotisations.prelevements.enums import A_ANNULER
from cotisations.prelevements.refus import LotRefuse


def limite_du_lot(jour: date) -> str:
    """The last moment at which the bank takes the file of `jour`, for agents."""
    return ecrire_moment(_limite(jour))


def est_encore_possible(jour: date) -> bool:
    """Whether the bank still takes a file to be collected on `jour`."""
    return est_possible(jour, le=timezone.now())


def est_possible(jour: date, *, le: datetime) -> bool:
    """Whether the bank takes, at the moment `le`, a file to be collected on `jour`."""
    return est_ouvre(jour) and le <= _limite(jour)


def lots_en_retard() -> "QuerySet[LotDePrelevements]":
    """Prepared, and the bank stopped taking their file without anybody having said that it has it."""
    prets = LotDePrelevements.objects.filter(etat__in=A_ANNULER)
    jours = prets.order_by().values_list("date_prelevement", flat=True).distinct()
    return prets.filter(date_prelevement__in=[jour for jour in jours if timezone.now() > _limite(jour)])


def _limite(jour: date) -> datetime:
    return limite_de_remise(
        jour, jours=settings.PRELEVEMENTS_REMISE_JOURS, heure=time.fromisoformat(settings.PRELEVEMENTS_REMISE_HEURE)
    )


def exiger_a_temps(jour: date) -> None:
    """Raises `LotRefuse` for a day on which banks do not settle, or that it is too late for."""
    if not est_ouvre(jour):
        raise LotRefuse("Les banques ne règlent pas ce jour-là : choisissez un jour ouvré TARGET.")
    if timezone.now() > _limite(jour):
        raise LotRefuse(f"Trop tard : la banque prenait ce fichier jusqu’au {limite_du_lot(jour)}.")
