"""Money. In the database: integer cents. At the edges: `Decimal`. Never a float."""

import re
from decimal import Decimal

ESPACE_FINE = "\u202f"
MOINS = "\u2212"
_MONTANT = re.compile(r"(-)?([0-9]{1,15})(?:[.,]([0-9]{1,2}))?")


def en_centimes(texte: str) -> int:
    """Cents of an amount in euros written `1234,5`, `1234.50` or `-12`.

    Raises `ValueError` on anything else: thousands separators, exponents, a third decimal.
    """
    lu = _MONTANT.fullmatch(texte.strip())
    if not lu:
        raise ValueError(f"montant illisible : {texte!r}")
    signe, euros, decimales = lu.groups(default="")
    centimes = int(euros) * 100 + int(decimales.ljust(2, "0"))
    return -centimes if signe else centimes


def en_euros(centimes: int) -> Decimal:
    """Euros, exact, of an amount in cents."""
    return Decimal(centimes).scaleb(-2)


def ecrire_montant(centimes: int) -> str:
    """`1 234,50 €` with narrow no-break spaces and a true minus sign, from cents."""
    euros, reste = divmod(abs(centimes), 100)
    groupes = f"{euros:,}".replace(",", ESPACE_FINE)
    signe = f"{MOINS}{ESPACE_FINE}" if centimes < 0 else ""
    return f"{signe}{groupes},{reste:02d}{ESPACE_FINE}€"


def ecrire_euros(montant: Decimal) -> str:
    """`45 000 €`, `47 252,50 €` from euros: cents only when there are some."""
    return ecrire_montant(int(montant.scaleb(2).to_integral_value())).replace(",00", "")


def ecrire_ecart(centimes: int) -> str:
    """A difference in cents with its sign, `+ 12,00 €`, `− 12,00 €`; nothing to add is `0,00 €`."""
    signe = f"+{ESPACE_FINE}" if centimes > 0 else ""
    return signe + ecrire_montant(centimes)
