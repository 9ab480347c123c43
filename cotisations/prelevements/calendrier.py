"""The days on which the banks settle (TARGET), and the delays counted on them. Pure."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import financial_holidays
from holidays.holiday_base import HolidayBase

PRENOTIFICATION = timedelta(days=14)  # calendar days (EPC SDD Core rulebook, 4.4)
_PARIS = ZoneInfo("Europe/Paris")


def est_ouvre(jour: date) -> bool:
    """Neither a Saturday, a Sunday nor one of the six days on which TARGET closes."""
    return bool(_target().is_working_day(jour))


def jour_de_reglement(jour: date) -> date:
    """`jour`, or the first day after it on which banks settle."""
    while not est_ouvre(jour):
        jour += timedelta(days=1)
    return jour


def jours_ouvres_avant(jour: date, nombre: int) -> date:
    """The `nombre`-th TARGET day before `jour`."""
    while nombre:
        jour -= timedelta(days=1)
        nombre -= est_ouvre(jour)
    return jour


def limite_de_remise(jour: date, *, jours: int, heure: time) -> datetime:
    """The last moment at which the bank takes a file to be collected on `jour`."""
    return datetime.combine(jours_ouvres_avant(jour, jours), heure, _PARIS)


def dernier_jour_d_annonce(jour: date) -> date:
    """The last day on which a collection of `jour` may be announced to its payer."""
    return jour - PRENOTIFICATION


@cache
def _target() -> HolidayBase:
    return financial_holidays("ECB")
