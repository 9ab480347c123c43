"""What an estimate would change: line by line, then échéance by échéance. Nothing is written."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from django.utils import timezone

from accounts.models import Dossier
from cotisations.appels.composition import Emission
from cotisations.appels.refus import AppelImpossible
from cotisations.appels.services import previsualiser_appel
from cotisations.calcul.arrondis import en_centimes
from cotisations.models import AppelCotisation, Echeance, LigneAppel

K = TypeVar("K")


@dataclass(frozen=True)
class Changement:
    """An amount before and after, in cents; `None` where there is none."""

    avant: int | None
    apres: int | None

    @property
    def ecart(self) -> int:
        return (self.apres or 0) - (self.avant or 0)


@dataclass(frozen=True)
class LigneChangee(Changement):
    libelle: str


@dataclass(frozen=True)
class EcheanceChangee(Changement):
    exigible_le: date


@dataclass(frozen=True)
class Apercu:
    """`total`: of the call; `lignes`: all of them; `echeances`: of the year, in order.

    `empechement` says why nothing can be shown: the estimate may be deposited all the same.
    """

    le: date
    total: Changement
    lignes: list[LigneChangee]
    echeances: list[EcheanceChangee]
    empechement: str = ""

    @property
    def change(self) -> bool:
        return any(changement.ecart for changement in [self.total, *self.lignes, *self.echeances])


def apercu(dossier: Dossier, *, annee: int, assiette: Decimal) -> Apercu:
    """The call that would follow `assiette` euros, made by the builder that issues calls."""
    appel = AppelCotisation.objects.du_dossier(dossier).en_vigueur().filter(annee=annee).first()
    avant = _Montants(appel.total_centimes if appel else None, _lignes(appel), _echeances(dossier, annee))
    try:
        emission = previsualiser_appel(dossier=dossier, annee=annee, estimation=en_centimes(assiette))
    except AppelImpossible as refus:
        return _comparer(avant, avant, str(refus))
    return _comparer(avant, _apres(emission) if emission else avant)


class _Montants(NamedTuple):
    """A call in figures, in cents."""

    total: int | None
    lignes: Mapping[str, int]
    echeances: Mapping[date, int]


def _apres(emission: Emission) -> _Montants:
    lignes = {ligne.libelle: ligne.montant for ligne in emission.simulation.lignes}
    echeances = Counter[date]()
    for tranche in emission.plan.tranches:
        echeances[tranche.exigible_le] += tranche.montant
    return _Montants(emission.simulation.total, lignes, echeances)


def _comparer(avant: _Montants, apres: _Montants, empechement: str = "") -> Apercu:
    echeances = _rapprocher(avant.echeances, apres.echeances)
    return Apercu(
        le=timezone.localdate(),
        total=Changement(avant.total, apres.total),
        lignes=[LigneChangee(de, vers, quoi) for quoi, de, vers in _rapprocher(avant.lignes, apres.lignes)],
        echeances=sorted((EcheanceChangee(de, vers, le) for le, de, vers in echeances), key=lambda e: e.exigible_le),
        empechement=empechement,
    )


def _rapprocher(avant: Mapping[K, int], apres: Mapping[K, int]) -> Iterator[tuple[K, int | None, int | None]]:
    """Those of before, then those that are new."""
    for cle in dict.fromkeys([*avant, *apres]):
        yield cle, avant.get(cle), apres.get(cle)


def _lignes(appel: AppelCotisation | None) -> dict[str, int]:
    lignes = LigneAppel.objects.filter(appel=appel).order_by("pk") if appel else LigneAppel.objects.none()
    return dict(lignes.values_list("libelle", "montant_centimes"))


def _echeances(dossier: Dossier, annee: int) -> Counter[date]:
    echeances = Echeance.objects.du_dossier(dossier).filter(annee=annee).chronologiques()
    sommes = Counter[date]()
    for le, montant in echeances.values_list("date_exigibilite", "montant_centimes"):
        sommes[le] += montant
    return sommes
