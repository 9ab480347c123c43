"""Amounts, dates and numbers in templates."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from carpimko_portal.lib.dates import MOIS_ABREGES, ecrire_date, ecrire_date_courte, ecrire_moment
from carpimko_portal.lib.montants import ecrire_ecart, ecrire_euros, ecrire_montant
from carpimko_portal.lib.nombres import ecrire_iban, ecrire_numero, ecrire_poids
from carpimko_portal.lib.valeurs import ecrire_valeur

register = template.Library()
register.filter("montant", ecrire_montant)
register.filter("ecart", ecrire_ecart)
register.filter("euros", ecrire_euros)
register.filter("date_longue", ecrire_date)
register.filter("date_courte", ecrire_date_courte)
register.filter("moment", ecrire_moment)
register.filter("numero", ecrire_numero)
register.filter("iban", ecrire_iban)
register.filter("poids", ecrire_poids)
register.filter("valeur", ecrire_valeur)


@register.filter
def jour(moment: datetime) -> date:
    """The day of a moment, in Paris."""
    return timezone.localdate(moment)


@register.filter
def mois_court(jour: date) -> str:
    """`déc.`"""
    return MOIS_ABREGES[jour.month - 1]


@register.filter
def apparier(colonnes: Iterable[Any], valeurs: Iterable[Any]) -> list[tuple[Any, Any]]:
    """(column, value) pairs of a line."""
    return list(zip(colonnes, valeurs, strict=True))
