"""Figures in words, for explanations."""

from decimal import Decimal

from carpimko_portal.lib.montants import ESPACE_FINE


def dire_taux(taux: Decimal) -> str:
    """`8,73 %`."""
    return f"{dire_nombre(taux * 100)}{ESPACE_FINE}%"


def dire_nombre(nombre: Decimal) -> str:
    """`516,5`, `0,16`: no useless zero, groups of three digits."""
    entier, _, decimales = f"{nombre.normalize():f}".partition(".")
    groupes = f"{int(entier):,}".replace(",", ESPACE_FINE)
    signe = "-" if nombre < 0 and not groupes.startswith("-") else ""
    return signe + groupes + (f",{decimales}" if decimales else "")
