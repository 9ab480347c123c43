"""What the calls of many dossiers need, in as many queries as for one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import Dossier
from cotisations.appels.composition import Etat
from cotisations.calcul import Regime
from cotisations.enums import EtatEstimation, Nature, Periodicite
from cotisations.imports import PREFIXE_DES_APPELS
from cotisations.models import (
    AppelCotisation,
    Echeance,
    Ecriture,
    EstimationRevenu,
    LigneAppel,
    PreferencesCotisations,
    RevenuDeclare,
)


def lire(dossiers: Sequence[Dossier], annee: int, *, estimation: int | None = None) -> list[Etat]:
    """One `Etat` for each dossier, in the same order. `estimation`: in cents, as if it were applied."""
    pks = [dossier.pk for dossier in dossiers]
    revenus, estimations, bases = _revenus(pks, annee), _estimations(pks, annee), _bases(pks, annee - 1)
    appels, reprises, preferences = _appels(pks, annee), _reprises(pks, annee), _preferences(pks)
    echeances = _par_dossier(Echeance.objects.filter(dossier__in=pks, annee=annee).chronologiques())
    ecritures = _ecritures(list(appels), annee)
    return [
        Etat(
            dossier=dossier,
            annee=annee,
            revenu=revenus.get((dossier.pk, annee - 1)),
            revenu_precedent=revenus.get((dossier.pk, annee - 2)),
            estimation=estimations.get(dossier.pk) if estimation is None else estimation,
            base_appelee=bases.get(dossier.pk),
            appel=appels.get(dossier.pk),
            ecritures=tuple(ecritures[dossier.pk]),
            echeances=tuple(echeances[dossier.pk]),
            est_repris=dossier.pk in reprises,
            **preferences.get(dossier.pk, {}),
        )
        for dossier in dossiers
    ]


def _revenus(pks: list[int], annee: int) -> Mapping[tuple[int, int], int]:
    lus = RevenuDeclare.objects.filter(dossier__in=pks, annee__in=(annee - 2, annee - 1))
    return {(pk, le): montant for pk, le, montant in lus.values_list("dossier_id", "annee", "assiette_centimes")}


def _estimations(pks: list[int], annee: int) -> Mapping[int, int]:
    """The last one that was applied."""
    lues = EstimationRevenu.objects.filter(dossier__in=pks, annee=annee, etat=EtatEstimation.APPLIQUEE)
    return dict(lues.order_by("traitee_le", "pk").values_list("dossier_id", "assiette_centimes"))


def _bases(pks: list[int], annee: int) -> Mapping[int, int]:
    """What the call of that year counted for the régime de base: the base of its wider tranche."""
    lues = LigneAppel.objects.filter(
        appel__dossier__in=pks, appel__annee=annee, appel__remplace_par__isnull=True, regime=Regime.BASE_T2
    )
    bases = lues.values_list("appel__dossier_id", "base")
    return {pk: int(base * 100) for pk, base in bases if base is not None}


def _appels(pks: list[int], annee: int) -> Mapping[int, AppelCotisation]:
    en_vigueur = AppelCotisation.objects.filter(dossier__in=pks, annee=annee).en_vigueur()
    return {appel.dossier_id: appel for appel in en_vigueur}


def _reprises(pks: list[int], annee: int) -> frozenset[int]:
    """The dossiers whose account already has an appel of that year, from elsewhere."""
    lues = Ecriture.objects.filter(
        dossier__in=pks, annee=annee, nature=Nature.APPEL, contrepassee_par__isnull=True, contrepasse_de__isnull=True
    ).exclude(cle__startswith=PREFIXE_DES_APPELS)
    return frozenset(lues.values_list("dossier_id", flat=True))


def _ecritures(pks: list[int], annee: int) -> Mapping[int, list[Ecriture]]:
    if not pks:
        return defaultdict(list)
    cles = Ecriture.objects.filter(dossier__in=pks, annee__in=(annee - 1, annee), cle__startswith=PREFIXE_DES_APPELS)
    vives = cles.filter(contrepassee_par__isnull=True, contrepasse_de__isnull=True).order_by("pk")
    return _par_dossier(ecriture for ecriture in vives if annee_de_la_cle(ecriture.cle) == annee)


def annee_de_la_cle(cle: str) -> int:
    """The year of the call that left the écriture: a régularisation is of the year before."""
    return int(cle.split(":")[2])


def _preferences(pks: list[int]) -> Mapping[int, dict[str, Any]]:
    lues = PreferencesCotisations.objects.filter(dossier__in=pks)
    return {
        pk: {"periodicite": Periodicite(periodicite), "veut_un_courriel": veut}
        for pk, periodicite, veut in lues.values_list("dossier_id", "periodicite", "appel_par_courriel")
    }


def _par_dossier(lignes: Any) -> Mapping[int, list[Any]]:
    rangees: defaultdict[int, list[Any]] = defaultdict(list)
    for ligne in lignes:
        rangees[ligne.dossier_id].append(ligne)
    return rangees
