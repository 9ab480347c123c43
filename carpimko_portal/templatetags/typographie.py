"""Amounts and dates in templates."""

from django import template

from carpimko_portal.lib.dates import ecrire_date, ecrire_date_courte, ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant

register = template.Library()
register.filter("montant", ecrire_montant)
register.filter("date_longue", ecrire_date)
register.filter("date_courte", ecrire_date_courte)
register.filter("moment", ecrire_moment)


@register.filter
def numero(valeur: str) -> str:
    """A numéro de dossier in groups of three from the right: `1 234 567`."""
    return f"{int(valeur):,}".replace(",", "\u202f").rjust(len(valeur) + (len(valeur) - 1) // 3, "0") if valeur else ""


@register.filter
def poids(octets: int) -> str:
    """A file size: `32 ko`, `1,4 Mo`."""
    ko = max(1, round(octets / 1000))
    return f"{ko}\u202fko" if ko < 1000 else f"{ko / 1000:.1f}\u202fMo".replace(".", ",")
