"""Money. In the database: integer cents. At the edges: `Decimal`. Never a float."""

from decimal import Decimal, InvalidOperation

ESPACE_FINE = "\u202f"
MOINS = "\u2212"


def en_centimes(texte: str) -> int:
    """Cents of an amount in euros written `1234,5`, `1234.50` or `-12`.

    Raises `ValueError` on anything else: thousands separators, exponents, a third decimal.
    """
    brut = texte.strip().replace(",", ".", 1)
    entier, _, decimales = brut.removeprefix("-").partition(".")
    if not (entier.isascii() and entier.isdigit()) or len(decimales) > 2:
        raise ValueError(f"montant illisible : {texte!r}")
    try:
        return int(Decimal(brut) * 100)
    except InvalidOperation:
        raise ValueError(f"montant illisible : {texte!r}") from None


def en_euros(centimes: int) -> Decimal:
    """Euros, exact, of an amount in cents."""
    return Decimal(centimes).scaleb(-2)


def ecrire_montant(centimes: int) -> str:
    """`1 234,50 €` with narrow no-break spaces and a true minus sign, from cents."""
    euros, reste = divmod(abs(centimes), 100)
    groupes = f"{euros:,}".replace(",", ESPACE_FINE)
    signe = f"{MOINS}{ESPACE_FINE}" if centimes < 0 else ""
    return f"{signe}{groupes},{reste:02d}{ESPACE_FINE}€"
