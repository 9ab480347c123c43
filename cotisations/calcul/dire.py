"""Figures in words, for explanations."""

from decimal import Decimal

from carpimko_portal.lib.montants import ESPACE_FINE, ecrire_montant


def dire_euros(montant: Decimal) -> str:
    """`45 000 €`, `47 252,50 €`: cents only when there are some."""
    ecrit = ecrire_montant(int(montant.scaleb(2).to_integral_value()))
    return ecrit.replace(",00", "")


def dire_taux(taux: Decimal) -> str:
    """`8,73 %`."""
    return f"{dire_nombre(taux * 100)}{ESPACE_FINE}%"


def dire_nombre(nombre: Decimal) -> str:
    """`516,5`, `0,16`: no useless zero, groups of three digits."""
    entier, _, decimales = f"{nombre.normalize():f}".partition(".")
    groupes = f"{int(entier):,}".replace(",", ESPACE_FINE)
    signe = "-" if nombre < 0 and not groupes.startswith("-") else ""
    return signe + groupes + (f",{decimales}" if decimales else "")
