"""How far the ledger has paid the échéances. Pure arithmetic on integer cents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cotisations.enums import EtatEcheance


@dataclass(frozen=True)
class Tranche:
    """What is asked on a date: `montant` in cents, due by `exigible_le` inclusive.

    `impute`: cents of payments that were allocated to it, never more than `montant` counts.
    """

    exigible_le: date
    montant: int
    impute: int = 0

    @property
    def ouvert(self) -> int:
        """What no payment was allocated to: the most that can remain."""
        return max(0, self.montant - self.impute)


@dataclass(frozen=True)
class Suivi:
    """A tranche and what remains of it, in cents."""

    tranche: Tranche
    reste: int
    etat: EtatEcheance


@dataclass(frozen=True)
class Repartition:
    """Every tranche in order; `hors_echeancier` is owed beyond them, `avance` paid beyond everything."""

    suivis: tuple[Suivi, ...]
    hors_echeancier: int
    avance: int


def repartir(tranches: Sequence[Tranche], solde: int, *, le: date) -> Repartition:
    """Spreads what is still owed (`-solde`, cents) over what is open of the tranches, the last due first.

    A payment that was allocated stays where it was allocated; any other money (resumed from the former system,
    beyond all that was owed) pays the oldest échéance first (CSS R613-5, by R642-2), so what remains is owed on
    the latest ones. Owing more than all that is open is an older debt, outside the échéancier. docs/adr/0021.
    """
    du = max(0, -solde)
    restes: list[int] = []
    for tranche in reversed(tranches):
        restes.append(min(tranche.ouvert, du))
        du -= restes[-1]
    suivis = tuple(
        Suivi(tranche, reste, _etat(tranche, reste, le))
        for tranche, reste in zip(tranches, reversed(restes), strict=True)
    )
    return Repartition(suivis, hors_echeancier=du, avance=max(0, solde))


def _etat(tranche: Tranche, reste: int, le: date) -> EtatEcheance:
    if reste == 0:
        return EtatEcheance.PAYEE
    if tranche.exigible_le < le:
        return EtatEcheance.EN_RETARD
    return EtatEcheance.A_VENIR if reste == tranche.montant else EtatEcheance.PARTIELLE
