"""Amounts and dates in templates."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from carpimko_portal.lib.dates import MOIS_ABREGES, ecrire_date, ecrire_date_courte, ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant

register = template.Library()
register.filter("montant", ecrire_montant)
register.filter("date_longue", ecrire_date)
register.filter("date_courte", ecrire_date_courte)
register.filter("moment", ecrire_moment)


@register.filter
def jour(moment: datetime) -> date:
    """The day of a moment, in Paris."""
    return timezone.localdate(moment)


@register.filter
def mois_court(jour: date) -> str:
    """`déc.`"""
    return MOIS_ABREGES[jour.month - 1]


@register.filter
def numero(valeur: str) -> str:
    """A numéro de dossier in groups of three from the right, leading zeros kept: `0 123 456`."""
    tete = len(valeur) % 3
    return "\u202f".join(filter(None, [valeur[:tete], *(valeur[i : i + 3] for i in range(tete, len(valeur), 3))]))


@register.filter
def poids(octets: int) -> str:
    """A file size: `32 ko`, `1,4 Mo`."""
    ko = max(1, round(octets / 1000))
    return f"{ko}\u202fko" if ko < 1000 else f"{ko / 1000:.1f}\u202fMo".replace(".", ",")
