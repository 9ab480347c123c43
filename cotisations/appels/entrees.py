"""What a call is computed from, as `AppelCotisation` keeps it, and the `Situation` that follows from it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cotisations.calcul import Situation
from cotisations.calcul.affiliation import TRIMESTRES, debut_d_affiliation, trimestres_affilies
from cotisations.calcul.arrondis import a_l_euro
from cotisations.models import AppelCotisation


class Entrees(NamedTuple):
    """Named after the fields of `AppelCotisation`: incomes in cents, null when unknown."""

    annee: int
    assiette_centimes: int | None
    assiette_precedente_centimes: int | None
    assiette_estimee_centimes: int | None
    base_appelee_centimes: int | None
    est_taxation: bool
    est_conventionne: bool
    date_debut_activite: date | None
    date_radiation: date | None

    @property
    def est_provisoire(self) -> bool:
        """Made on the income of N-2, before the one of N-1 is declared (CSS L131-6-2)."""
        return self.assiette_centimes is None and not self.est_taxation and not self.est_en_debut

    @property
    def est_en_debut(self) -> bool:
        """In its first two years: a call can do without any income."""
        debut = self.date_debut_activite
        return debut is not None and debut_d_affiliation(debut).year >= self.annee - 1


def entrees_de_l_appel(appel: AppelCotisation) -> Entrees:
    """What `appel` was computed from. No query."""
    return Entrees(*(getattr(appel, nom) for nom in Entrees._fields))


def situation_de(entrees: Entrees) -> Situation:
    """What `simuler` takes, at the rates of a call."""
    if entrees.est_provisoire:
        assiette, precedente, appelee = _revenu_provisoire(entrees), None, None
    else:
        assiette = _euros(entrees.assiette_centimes)
        precedente = _euros(entrees.assiette_precedente_centimes)
        appelee = _euros(entrees.base_appelee_centimes)
    return Situation(
        annee=entrees.annee,
        assiette=assiette,
        assiette_precedente=precedente,
        conventionne=entrees.est_conventionne,
        debut_activite=entrees.date_debut_activite,
        radiation=entrees.date_radiation,
        provisionnel=True,
        assiette_estimee=_euros(entrees.assiette_estimee_centimes),
        base_appelee=appelee,
        taxation=entrees.est_taxation,
    )


def situation_de_l_appel(appel: AppelCotisation) -> Situation:
    """The situation that `appel` was computed on, to explain it again. No query."""
    return situation_de(entrees_de_l_appel(appel))


def _revenu_provisoire(entrees: Entrees) -> Decimal | None:
    """The income of N-2, brought to a whole year when it was earned on a part of one."""
    revenu = _euros(entrees.assiette_precedente_centimes)
    debut = entrees.date_debut_activite
    if revenu is None or debut is None:
        return revenu
    trimestres = trimestres_affilies(entrees.annee - 2, debut_d_affiliation(debut))
    return a_l_euro(revenu * TRIMESTRES / trimestres) if 0 < trimestres < TRIMESTRES else revenu


def _euros(centimes: int | None) -> Decimal | None:
    return None if centimes is None else Decimal(centimes).scaleb(-2)
