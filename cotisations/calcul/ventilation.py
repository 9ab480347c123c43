"""What of each régime is paid. Payments name none: the order is that of CSS D133-4, échéance by échéance.

An échéance asks a share of every régime. A payment settles whole échéances, the oldest first; inside the one that it
settles in part, the régime de base comes first, then invalidité-décès, then the complémentaire. The ASV is not in
that list: it comes last here, à confirmer. Cents, exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from cotisations.calcul.lignes import Regime


class Rubrique(StrEnum):
    """A régime as people know it, in the order of payment."""

    BASE = "base"
    INVALIDITE_DECES = "invalidite_deces"
    COMPLEMENTAIRE = "complementaire"
    ASV = "asv"


_RUBRIQUES = {
    Regime.BASE_T1: Rubrique.BASE,
    Regime.BASE_T2: Rubrique.BASE,
    Regime.REGULARISATION_T1: Rubrique.BASE,
    Regime.REGULARISATION_T2: Rubrique.BASE,
    Regime.INVALIDITE_DECES: Rubrique.INVALIDITE_DECES,
    Regime.COMPLEMENTAIRE: Rubrique.COMPLEMENTAIRE,
    Regime.ASV_FORFAIT: Rubrique.ASV,
    Regime.ASV_PROPORTIONNELLE: Rubrique.ASV,
}


class EcheanceSuivie(NamedTuple):
    """An échéance of the year of a call: what it asks, and what of it is still owed."""

    montant: int
    reste: int


def par_rubrique(lignes: Iterable[tuple[Regime, int]]) -> dict[Rubrique, int]:
    """What the lines of a call ask, régime by régime; those that ask nothing are left out."""
    sommes = dict.fromkeys(Rubrique, 0)
    for regime, montant in lignes:
        sommes[_RUBRIQUES[regime]] += montant
    return {rubrique: somme for rubrique, somme in sommes.items() if somme}


def restes(demandes: Mapping[Rubrique, int], echeances: Sequence[EcheanceSuivie]) -> dict[Rubrique, int]:
    """What is still owed of each régime of a call, given the échéances of its year.

    Never more than the call asks: échéances that ask more than it (an older debt) are left out as much.
    """
    poids = _sans_credit(demandes)
    du = sum(poids.values())
    entieres = min(du, sum(e.reste for e in echeances if e.reste == e.montant))
    dus = _au_prorata(entieres, poids)
    for echeance in echeances:
        if 0 < echeance.reste < echeance.montant:
            libre = {rubrique: poids[rubrique] - dus[rubrique] for rubrique in poids}
            for rubrique, montant in _du_en_partie(echeance, libre).items():
                dus[rubrique] += montant
    return dus


def _du_en_partie(echeance: EcheanceSuivie, poids: Mapping[Rubrique, int]) -> dict[Rubrique, int]:
    """What is left of the échéance is owed on the last régimes in the order of payment."""
    parts = _au_prorata(min(echeance.montant, sum(poids.values())), poids)
    reste, dus = echeance.reste, {}
    for rubrique in reversed(parts):
        dus[rubrique] = min(parts[rubrique], reste)
        reste -= dus[rubrique]
    return dus


def _sans_credit(demandes: Mapping[Rubrique, int]) -> dict[Rubrique, int]:
    """A régime that gives money back (régularisation) pays the others, in the order of payment."""
    credit = -sum(min(0, montant) for montant in demandes.values())
    poids = {}
    for rubrique in Rubrique:
        montant = max(0, demandes.get(rubrique, 0))
        poids[rubrique] = montant - min(montant, credit)
        credit -= montant - poids[rubrique]
    return poids


def _au_prorata(montant: int, poids: Mapping[Rubrique, int]) -> dict[Rubrique, int]:
    """`montant`, at most the sum of `poids`, shared in proportion: no share is more than its weight."""
    total = sum(poids.values())
    if not total:
        return dict.fromkeys(poids, 0)
    parts = {rubrique: montant * un // total for rubrique, un in poids.items()}
    manquants = montant - sum(parts.values())
    for rubrique in sorted(poids, key=lambda r: montant * poids[r] % total, reverse=True)[:manquants]:
        parts[rubrique] += 1
    return parts
