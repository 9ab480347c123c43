"""Rounding, always half up. A line of a call is a whole number of euros, a line of a régularisation has cents."""

from decimal import ROUND_HALF_UP, Decimal

_UN = Decimal(1)
_CENTIEME = Decimal("0.01")
_DIXIEME = Decimal("0.1")


def a_l_euro(montant: Decimal) -> Decimal:
    """The nearest euro."""
    return montant.quantize(_UN, ROUND_HALF_UP)


def ligne_d_appel(montant: Decimal) -> int:
    """Cents of a line of a call: the nearest euro."""
    return int(montant.quantize(_UN, ROUND_HALF_UP)) * 100


def en_centimes(montant: Decimal) -> int:
    """Cents of an amount in euros, to the nearest cent."""
    return int((montant * 100).quantize(_UN, ROUND_HALF_UP))


def points_de_base(points: Decimal) -> Decimal:
    """Points of the régime de base go by tenths (CSS D643-1)."""
    return points.quantize(_DIXIEME, ROUND_HALF_UP)


def points_complementaires(points: Decimal) -> Decimal:
    """Points of the complémentaire go by hundredths."""
    return points.quantize(_CENTIEME, ROUND_HALF_UP)


def distribuer(centimes: int, parts: int) -> tuple[int, ...]:
    """`centimes` in `parts` amounts that differ by one cent at most and whose sum is exact; the first ones larger."""
    part, reste = divmod(centimes, parts)
    return tuple(part + (rang < reste) for rang in range(parts))
