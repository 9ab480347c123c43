"""Affiliation goes by whole civil quarters (CSS D642-1, R643-1)."""

from datetime import date

TRIMESTRES = 4


def debut_d_affiliation(debut_activite: date) -> date:
    """The first day of the civil quarter that follows the start of activity; that very day when it is one."""
    rang = (debut_activite.month - 1) // 3
    premier = date(debut_activite.year, 3 * rang + 1, 1)
    if debut_activite == premier:
        return premier
    return date(premier.year + (rang == TRIMESTRES - 1), (3 * rang + 3) % 12 + 1, 1)


def trimestre_civil(jour: date) -> int:
    """1 to 4."""
    return (jour.month - 1) // 3 + 1


def trimestres_affilies(annee: int, affiliation: date | None, radiation: date | None = None) -> int:
    """Quarters of affiliation in `annee`, 0 to 4. Without a date: since before, still.

    Cotisations run to the last day of the quarter of the radiation.
    """
    premier = 1 if affiliation is None or affiliation.year < annee else trimestre_civil(affiliation)
    dernier = TRIMESTRES if radiation is None or radiation.year > annee else trimestre_civil(radiation)
    dehors = (affiliation is not None and affiliation.year > annee) or (
        radiation is not None and radiation.year < annee
    )
    return 0 if dehors else max(0, dernier - premier + 1)
