"""The calls that the portal issues to the personas, foreseen: the same pure functions give the same cents.

Each year is called twice: on 1 December before, on the last income declared; in June, on the one declared since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cotisations.appels.echelonnement import Plan, echelonner
from cotisations.appels.entrees import Entrees, situation_de
from cotisations.calcul import Simulation, annees_connues, simuler
from cotisations.echeancier import Tranche as Exigible
from cotisations.enums import Nature
from cotisations.enums import Periodicite as PeriodiciteChoisie
from demonstration.comptabilite import Mouvement, Periodicite, Revenu, Tranche, date_appel

_RECALCUL = (6, 20)


def annees_emises() -> tuple[int, ...]:
    """The years that have a scale; the others have invented amounts."""
    return annees_connues()


def dates_d_emission(annee: int, affilie_le: date) -> list[date]:
    """The days of the two calls of a year."""
    return [max(date_appel(annee), affilie_le), date(annee, *_RECALCUL)]


@dataclass(frozen=True)
class _Version:
    le: date
    simulation: Simulation
    plan: Plan


@dataclass(frozen=True)
class Appels:
    """What the calls of someone depend on."""

    affilie_le: date
    conventionne: bool
    periodicite: Periodicite
    revenus: tuple[Revenu, ...]

    def mouvements(self, annee: int) -> Iterator[Mouvement]:
        """The écritures that the calls of `annee` leave, each dated."""
        avant: _Version | None = None
        for rang, version in enumerate(_versions(self, annee)):
            if avant and avant.simulation.appel != version.simulation.appel:
                yield self._ecriture(annee, f"{rang}-annulation", Nature.APPEL, avant.simulation.appel, version.le)
            if not avant or avant.simulation.appel != version.simulation.appel:
                yield self._ecriture(annee, f"{rang}-appel", Nature.APPEL, -version.simulation.appel, version.le)
            if version.simulation.regularisation:
                montant = -version.simulation.regularisation
                yield self._ecriture(annee, f"{rang}-regularisation", Nature.REGULARISATION, montant, version.le)
            avant = version

    def tranches(self, annee: int, *, le: date) -> list[Tranche]:
        """The échéances of `annee` as they stand on the day `le`, in order; as foreseen when nothing is called yet."""
        premiere, *suites = _versions(self, annee)
        tranches = [
            Tranche(annee, rang, une.exigible_le, une.montant, une.montant, premiere.le, est_emise=True)
            for rang, une in enumerate(premiere.plan.tranches, start=1)
        ]
        for suite in suites:
            if suite.le <= le:
                tranches = _redistribuer(tranches, suite)
        return tranches

    @staticmethod
    def _ecriture(annee: int, cle: str, nature: Nature, montant: int, le: date) -> Mouvement:
        return Mouvement(f"{annee}-{cle}", nature, annee, montant, le, str(nature.label), est_emis=True)


@lru_cache(maxsize=256)
def _versions(appels: Appels, annee: int) -> list[_Version]:
    """The first call of a year, and the second when it says something else."""
    versions: list[_Version] = []
    dernieres: Entrees | None = None
    for le in dates_d_emission(annee, appels.affilie_le):
        entrees = _entrees(appels, annee, le)
        if entrees == dernieres:
            continue
        simulation = simuler(situation_de(entrees))
        existantes: tuple[Exigible, ...] = versions[-1].plan.tranches if versions else ()
        periodicite = PeriodiciteChoisie[appels.periodicite.name]
        plan = echelonner(simulation.total, periodicite, annee=annee, le=le, existantes=existantes)
        versions.append(_Version(le, simulation, plan))
        dernieres = entrees
    return versions


def _entrees(appels: Appels, annee: int, le: date) -> Entrees:
    revenus = {revenu.annee: revenu.assiette for revenu in appels.revenus if revenu.declare_le <= le}
    assiette = revenus.get(annee - 1)
    appelee = None
    if assiette is not None and annee - 1 in annees_emises() and appels.affilie_le.year < annee:
        appelee = int(_versions(appels, annee - 1)[-1].simulation.revenu.compte * 100)
    return Entrees(
        annee=annee,
        assiette_centimes=assiette,
        assiette_precedente_centimes=revenus.get(annee - 2),
        assiette_estimee_centimes=None,
        base_appelee_centimes=appelee,
        est_taxation=False,
        est_conventionne=appels.conventionne,
        date_debut_activite=appels.affilie_le,
        date_radiation=None,
    )


def _redistribuer(tranches: list[Tranche], version: _Version) -> list[Tranche]:
    """As the portal does: what is not kept takes the new days and amounts in order, under the same rank."""
    gardees, plan = tranches[: len(version.plan.gardees)], version.plan.nouvelles
    libres = tranches[len(gardees) :]
    changees = [
        libre._replace(exigible_le=une.exigible_le, montant=une.montant)
        for libre, une in zip(libres, plan, strict=False)
    ]
    ajoutees = [
        Tranche(
            tranches[0].annee, len(tranches) + rang, une.exigible_le, une.montant, une.montant, version.le,
            est_emise=True,
        )
        for rang, une in enumerate(plan[len(libres) :], start=1)
    ]  # fmt: skip
    return gardees + changees + ajoutees
