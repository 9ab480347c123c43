"""Pensions of the personas who receive one, month by month, through the importer like anyone's file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from carpimko_portal.lib.montants import en_euros
from retraite.enums import Prestation, Regime
from retraite.imports import PENSIONS

_JOUR_DE_VERSEMENT = 28
_ANNEES = 3  # of payments before the current year
# Thousandths of the gross amount: CSG 8.3 % (5.9 deductible), CRDS 0.5 %, CASA 0.3 %; a tax rate for everybody.
_CSG_DEDUCTIBLE, _AUTRES, _IMPOT = 59, 32, 21


@dataclass(frozen=True)
class Droit:
    """Cents of each month of 2020, that grow by 1 % a year, since `depuis`."""

    prestation: Prestation
    depuis: date
    montants: dict[Regime, int]


_DROITS = {
    "0067890": Droit(
        Prestation.PENSION, date(2023, 1, 1), {Regime.BASE: 62_140, Regime.COMPLEMENTAIRE: 41_870, Regime.ASV: 30_655}
    ),
    "2345678": Droit(
        Prestation.PENSION, date(2021, 4, 1), {Regime.BASE: 71_320, Regime.COMPLEMENTAIRE: 52_900, Regime.ASV: 34_410}
    ),
    "123456789": Droit(Prestation.REVERSION, date(2015, 10, 1), {Regime.BASE: 33_570, Regime.COMPLEMENTAIRE: 25_120}),
    "234567890": Droit(Prestation.REVERSION, date(2022, 7, 1), {Regime.COMPLEMENTAIRE: 29_845}),
    "012345678": Droit(Prestation.EDUCATION, date(2019, 3, 1), {Regime.INVALIDITE_DECES: 78_200}),
}


def ecrire_pensions(chemin: Path, le: date) -> None:
    """The file of what was paid on the day `le` or before."""
    with chemin.open("w", encoding="utf-8", newline="") as sortie:
        tableau = csv.writer(sortie, delimiter=";", lineterminator="\n")
        tableau.writerow(colonne.nom for colonne in PENSIONS.colonnes())
        for numero, droit in _DROITS.items():
            for mois in _mois(droit, le):
                tableau.writerows(_lignes(numero, droit, mois))


def _mois(droit: Droit, le: date) -> Iterator[date]:
    for annee in range(max(droit.depuis.year, le.year - _ANNEES), le.year + 1):
        for rang in range(1, 13):
            premier = date(annee, rang, 1)
            if premier >= droit.depuis and premier.replace(day=_JOUR_DE_VERSEMENT) <= le:
                yield premier


def _lignes(numero: str, droit: Droit, mois: date) -> Iterator[list[object]]:
    for regime, montant in droit.montants.items():
        brut = montant * (100 + mois.year - 2020) // 100
        retenues = [brut * taux // 1000 for taux in (_CSG_DEDUCTIBLE, _AUTRES, _IMPOT)]
        cle = f"demo-{numero}-{regime.value}-{mois:%Y-%m}"
        verse_le = mois.replace(day=_JOUR_DE_VERSEMENT)
        montants = [en_euros(centimes) for centimes in (brut, *retenues, brut - sum(retenues))]
        yield [numero, cle, droit.prestation.value, regime.value, mois, verse_le, *montants]
