"""What names a row leads to it, for the agents who may see it."""

from typing import Any

from django import template
from django.db.models import Model
from django.template.context import Context

from accounts.administration.renvois import relier, vers

register = template.Library()


@register.simple_tag(takes_context=True)
def relie(context: Context, valeur: object) -> object:
    """A value that may hold renvois."""
    return relier(context["request"], valeur)


@register.simple_tag(takes_context=True)
def renvoi(context: Context, objet: Model, texte: str = "") -> object:
    """A row, by what it calls itself or by `texte`."""
    return relier(context["request"], vers(objet, texte))


@register.inclusion_tag("composants/fiche.html", takes_context=True)
def fiche_reliee(context: Context, lignes: list[tuple[str, Any]]) -> dict[str, object]:
    """A summary list of (label, value) pairs, whose values may hold renvois."""
    return {"lignes": [(libelle, relier(context["request"], valeur)) for libelle, valeur in lignes]}
