"""Figures as people type them."""

import re
from datetime import date, datetime
from decimal import Decimal

_ESPACES = re.compile(r"[\s\u00a0\u202f'’]")
_NOMBRE = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,2})?")
_MILLIERS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?")
_FORMES_DE_DATE = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")


def lire_revenu(texte: str) -> Decimal:
    """Euros of `45 000,50 €`, `45.000,50` or `45000.5`. Raises `ValueError`, whose message is for people."""
    compact = _ESPACES.sub("", texte).removesuffix("€").removesuffix("EUR").removesuffix("euros")
    compact = compact.replace("\u2212", "-")
    if _MILLIERS.fullmatch(compact):  # no amount has three decimals: these dots part the thousands
        compact = compact.replace(".", "")
    if not _NOMBRE.fullmatch(compact):
        raise ValueError("Écrivez un montant en euros, par exemple 45\u202f000 ou 45\u202f000,50.")
    return Decimal(compact.replace(",", "."))


def lire_date(texte: str) -> date:
    """A day written `2026-04-01` or `01/04/2026`. Raises `ValueError`, whose message is for people."""
    for forme in _FORMES_DE_DATE:
        try:
            return datetime.strptime(texte.strip(), forme).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValueError("Écrivez une date qui existe, par exemple 01/04/2026.")
