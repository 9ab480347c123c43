"""Dates in words, as the fund writes them."""

from datetime import date, datetime, timedelta

from django.utils import timezone

INSECABLE = "\u00a0"
MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MOIS_ABREGES = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def ecrire_date(jour: date) -> str:
    """`5 décembre 2026`, `1er janvier 2027`; the day never leaves its month at the end of a line."""
    return f"{_quantieme(jour)}{INSECABLE}{MOIS[jour.month - 1]} {jour.year}"


def ecrire_date_courte(jour: date) -> str:
    """`5 déc. 2026`."""
    return f"{_quantieme(jour)}{INSECABLE}{MOIS_ABREGES[jour.month - 1]}{INSECABLE}{jour.year}"


def ecrire_moment(moment: datetime) -> str:
    """`18 novembre 2026 à 9 h 12`, in the time of Paris."""
    local = timezone.localtime(moment)
    return f"{ecrire_date(local.date())} à {local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"


def ecrire_duree(duree: timedelta) -> str:
    """`20 minutes`, `12 heures`: whole hours when it can."""
    minutes = int(duree.total_seconds()) // 60
    heures, reste = divmod(minutes, 60)
    nombre, unite = (minutes, "minute") if reste or not heures else (heures, "heure")
    return _compter(nombre, unite)


def ecrire_attente(secondes: int) -> str:
    """`12 minutes`, `3 heures`, `2 jours`: rounded up, so that who waits that long has waited enough."""
    for duree, mot in ((86_400, "jour"), (3_600, "heure")):
        if secondes > 2 * duree:
            return _compter(-(-secondes // duree), mot)
    return _compter(max(1, -(-secondes // 60)), "minute")


def _compter(nombre: int, mot: str) -> str:
    return f"{nombre}{INSECABLE}{mot}{'s' if nombre > 1 else ''}"


def _quantieme(jour: date) -> str:
    return "1er" if jour.day == 1 else str(jour.day)
