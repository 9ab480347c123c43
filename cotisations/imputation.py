"""Which debt a payment pays: the policy of allocation, pure arithmetic on integer cents.

`REGLE` names this version of the policy; every stored imputation carries it. Whoever changes the order changes the
name (docs/adr/0021).

1. What the payer named (Code civil, art. 1342-10), principal before majorations.
2. The échéance of the day: the one that falls due nearest the day of the payment (CSS, art. D133-4 II).
3. The oldest debts, principal first, then majorations.
4. What no debt takes is a trop-versé: it stays on the account, and pays what is asked next.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

REGLE = "2026-1"
FENETRE = 15  # days between a payment and the échéance it is made for, at most

C = TypeVar("C")


@dataclass(frozen=True)
class Cible(Generic[C]):
    """A debt: `reste` in cents, never negative. `cle` is whatever names it for who asks."""

    cle: C
    reste: int
    exigible_le: date
    est_majoration: bool = False


@dataclass(frozen=True)
class Part(Generic[C]):
    """Some cents of a payment, more than zero, and the debt they pay."""

    cle: C
    centimes: int


@dataclass(frozen=True)
class Partage(Generic[C]):
    """Where a payment went. Parts and `trop_verse` add up to it."""

    parts: tuple[Part[C], ...]
    trop_verse: int


def imputer(montant: int, cibles: Iterable[Cible[C]], *, le: date, designees: Collection[C] = ()) -> Partage[C]:
    """Spreads `montant` (cents, > 0), paid on the day `le`, over the debts; `designees` are those the payer named."""
    parts: list[Part[C]] = []
    for cible in ordonner(list(cibles), le=le, designees=designees):
        centimes = min(montant, cible.reste)
        if centimes > 0:
            parts.append(Part(cible.cle, centimes))
            montant -= centimes
    return Partage(tuple(parts), montant)


def ordonner(cibles: Sequence[Cible[C]], *, le: date, designees: Collection[C] = ()) -> list[Cible[C]]:
    """The debts, in the order in which money pays them."""
    courante = _courante(cibles, le)

    def rang(cible: Cible[C]) -> tuple[int, bool, date]:
        if cible.cle in designees:
            tour = 0
        elif courante is not None and cible is courante:
            tour = 1
        else:
            tour = 2
        return tour, cible.est_majoration, cible.exigible_le

    return sorted(cibles, key=rang)


def _courante(cibles: Iterable[Cible[C]], le: date) -> Cible[C] | None:
    """The échéance of the day; of two as near, the first due."""
    proches = [
        cible
        for cible in cibles
        if cible.reste and not cible.est_majoration and abs((cible.exigible_le - le).days) <= FENETRE
    ]
    return min(proches, key=lambda cible: (abs((cible.exigible_le - le).days), cible.exigible_le), default=None)


def retirer(montant: int, parts: Sequence[int], *, libre: int) -> tuple[int, ...]:
    """What is left of each part (cents) once `montant` is taken back: from what paid no debt first, then the last part.

    `libre`: cents of the payment that paid nothing.
    """
    a_prendre = max(0, montant - libre)
    restes: list[int] = []
    for part in reversed(parts):
        pris = min(part, a_prendre)
        a_prendre -= pris
        restes.append(part - pris)
    return tuple(reversed(restes))


def ventiler(montant: int, parts: Mapping[C, int], *, ordre: Sequence[C]) -> dict[C, int]:
    """Spreads what was paid of an échéance (cents) over its régimes, whole régime after whole régime.

    `parts`: what each régime asks; `ordre`: the order of payment, a setting. Régimes that it does not name come last.
    """
    rangs = {regime: rang for rang, regime in enumerate(ordre)}
    payees: dict[C, int] = {}
    for regime in sorted(parts, key=lambda regime: rangs.get(regime, len(rangs))):
        payees[regime] = min(montant, parts[regime])
        montant -= payees[regime]
    return payees
