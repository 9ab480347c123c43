"""Late payment: 5 % of what is unpaid at its due date, and 0.2 % per month or part of one (CSS R243-16)."""

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cotisations.calcul.arrondis import en_centimes
from cotisations.calcul.figures import Bareme


@dataclass(frozen=True, slots=True)
class Majoration:
    """Cents: `initiale` (5 %), `mensuelle` (0.2 % times `mois`)."""

    initiale: int
    mensuelle: int
    mois: int

    @property
    def total(self) -> int:
        return self.initiale + self.mensuelle


def majoration_de_retard(principal: int, *, exigible_le: date, paye_le: date, bareme: Bareme) -> Majoration:
    """What a delay costs on `principal` cents due by `exigible_le` inclusive and paid on `paye_le`."""
    mois = mois_de_retard(exigible_le, paye_le)
    if not mois:
        return Majoration(0, 0, 0)
    euros = Decimal(principal).scaleb(-2)
    figures = bareme.majorations
    return Majoration(
        initiale=en_centimes(euros * figures.taux_initial.valeur),
        mensuelle=en_centimes(euros * figures.taux_mensuel.valeur * mois),
        mois=mois,
    )


def mois_de_retard(exigible_le: date, paye_le: date) -> int:
    """Months begun since the due date; 0 when paid in time. Due on a 31st, a month ends with a shorter one."""
    if paye_le <= exigible_le:
        return 0
    entiers = (paye_le.year - exigible_le.year) * 12 + paye_le.month - exigible_le.month
    dernier = calendar.monthrange(paye_le.year, paye_le.month)[1]
    return entiers + (paye_le.day > min(exigible_le.day, dernier))
