"""One cell of a table, for people and for machines: a text, a date, or an amount in cents."""

from datetime import date

from carpimko_portal.lib.dates import ecrire_date_courte
from carpimko_portal.lib.montants import ecrire_montant, en_euros

Valeur = str | date | int | None


def ecrire_valeur(valeur: Valeur) -> str:
    """As people read it: an amount, a short date, a text; nothing for `None`."""
    if isinstance(valeur, int):
        return ecrire_montant(valeur)
    return ecrire_date_courte(valeur) if isinstance(valeur, date) else valeur or ""


def pour_machine(valeur: Valeur) -> str | int | None:
    """Dates in ISO 8601, amounts in cents."""
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def pour_tableur(valeur: Valeur) -> str:
    """Dates in ISO 8601, amounts in euros with a comma, as French spreadsheets read them."""
    if isinstance(valeur, int):
        return str(en_euros(valeur)).replace(".", ",")
    return str(pour_machine(valeur) or "")
