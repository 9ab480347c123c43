"""A total in échéances, to the cent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cotisations.appels.calendrier import calendrier
from cotisations.calcul.arrondis import distribuer
from cotisations.echeancier import Tranche
from cotisations.enums import Periodicite


@dataclass(frozen=True)
class Plan:
    """`gardees`: what an earlier plan fixed and time has fixed too; `nouvelles`: what is asked after them."""

    gardees: tuple[Tranche, ...]
    nouvelles: tuple[Tranche, ...]

    @property
    def tranches(self) -> tuple[Tranche, ...]:
        return self.gardees + self.nouvelles


def echelonner(
    total: int, periodicite: Periodicite, *, annee: int, le: date, existantes: Sequence[Tranche] = ()
) -> Plan:
    """Spreads `total` cents of `annee`, asked on the day `le`, over the days that are left of the year.

    What was asked already (`existantes`) and is due, or will be before a debit can change, keeps its amount; the rest,
    régularisation included, goes over the days that follow, in parts that differ by one cent at most. When no day is
    left, one more is given. Asked for less than what is kept, nothing is added: the account shows the excess.
    """
    fixe = le + calendrier().preavis
    gardees = tuple(tranche for tranche in existantes if tranche.exigible_le < fixe)
    reste = total - sum(tranche.montant for tranche in gardees)
    if reste <= 0:
        return Plan(gardees, ())
    jours = [jour for jour in calendrier().dates(annee, periodicite) if jour >= fixe]
    jours = jours or [le + calendrier().complement]
    parts = zip(jours, distribuer(reste, len(jours)), strict=True)
    return Plan(gardees, tuple(Tranche(jour, montant) for jour, montant in parts if montant))
