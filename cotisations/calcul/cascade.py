"""« Pourquoi ce montant ? »: the way from one call to another, cause by cause, to the cent.

One thing is changed at a time, always in the same order, with the scale of the first year until the last: what is
left then is the scale alone. A sum of differences along a path: nothing is lost, nothing is counted twice.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cotisations.calcul.lignes import Regime
from cotisations.calcul.simulation import Simulation, simuler
from cotisations.calcul.situation import PREMIERE_DATE, Situation

_REVENUS = ("assiette", "assiette_precedente", "assiette_estimee", "base_appelee", "taxation")
_FORFAITS = frozenset({Regime.ASV_FORFAIT, Regime.INVALIDITE_DECES})


class Cause(StrEnum):
    """Why a call is not the one before. In the order of the path, then of the page."""

    REVENU = "revenu"
    AFFILIATION = "affiliation"
    CONVENTION = "convention"
    BAREME = "bareme"
    FORFAITS = "forfaits"
    REGULARISATION = "regularisation"


class Pas(NamedTuple):
    """What one cause changes, in cents: positive when the call grows."""

    cause: Cause
    ecart: int


def decomposer(avant: Situation, apres: Situation) -> tuple[Pas, ...]:
    """Every cause, in order, those that change nothing too; their sum is the difference of the two totals.

    `apres` is of the same year or of a later one. The régularisation is a cause of its own: it is about another
    year. Raises `BaremeAbsent`, `SituationInvalide`.
    """
    depart, arrivee = simuler(avant), simuler(apres)
    memes_regles = _reculer(apres, apres.annee - avant.annee)
    chemin = [simuler(etape) for etape in _etapes(avant, memes_regles)]
    pas = [
        Pas(cause, vers.appel - de.appel)
        for cause, de, vers in zip(Cause, [depart, *chemin[:-1]], chemin, strict=False)
    ]
    bareme, forfaits = arrivee.appel - chemin[-1].appel, _forfaits(arrivee) - _forfaits(chemin[-1])
    pas.append(Pas(Cause.BAREME, bareme - forfaits))
    pas.append(Pas(Cause.FORFAITS, forfaits))
    pas.append(Pas(Cause.REGULARISATION, arrivee.regularisation - depart.regularisation))
    return tuple(pas)


def _etapes(avant: Situation, apres: Situation) -> Iterator[Situation]:
    """Incomes, then dates, then the convention: at the end, all of `apres`, in the year of `avant`."""
    apres = apres._replace(provisionnel=avant.provisionnel)
    revenus = {nom: getattr(apres, nom) for nom in _REVENUS}
    if apres.assiette is None and not apres.taxation:  # unknown at the start of a career only
        revenus["assiette"] = avant.assiette
    yield avant._replace(**revenus)
    yield apres._replace(conventionne=avant.conventionne)
    yield apres


def _reculer(situation: Situation, annees: int) -> Situation:
    """The same career so many years earlier: as far from its start and from its end."""
    debut = _jour_recule(situation.debut_activite, annees)
    return situation._replace(
        annee=situation.annee - annees,
        debut_activite=debut and max(debut, PREMIERE_DATE),
        radiation=_jour_recule(situation.radiation, annees),
    )


def _jour_recule(jour: date | None, annees: int) -> date | None:
    """29 February becomes the 28th: quarters are the same."""
    return jour.replace(year=jour.year - annees, day=min(jour.day, 28)) if jour else None


def _forfaits(simulation: Simulation) -> int:
    return sum(ligne.montant for ligne in simulation.lignes if ligne.regime in _FORFAITS)
