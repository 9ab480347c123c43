"""Writes calls: evidence, account, échéances and mails, for one dossier or for thousands, in the same statements."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import chain

from django.utils.timezone import localdate, make_aware

from accounts.envois.depot import Depot, poster_tous
from accounts.models import Compte
from cotisations.appels.composition import Emission
from cotisations.appels.courriels import APPEL_DISPONIBLE
from cotisations.enums import CauseAppel, Nature
from cotisations.imports import PREFIXE_DES_APPELS
from cotisations.models import AppelCotisation, Echeance, Ecriture, LigneAppel

_LOT = 2_000  # rows of one statement


def verser(
    emissions: Sequence[Emission], *, par: Compte | None, cause: CauseAppel | None, maintenant: datetime, avertir: bool
) -> list[AppelCotisation]:
    """The calls, in the order of `emissions`. Inside the transaction of its caller, who keeps the journal."""
    appels = [_appel(emission, par=par, cause=cause, maintenant=maintenant) for emission in emissions]
    AppelCotisation.objects.bulk_create(appels, batch_size=_LOT)
    paires = list(zip(emissions, appels, strict=True))
    LigneAppel.objects.bulk_create(chain.from_iterable(_lignes(*paire) for paire in paires), batch_size=_LOT)
    Ecriture.objects.bulk_create(chain.from_iterable(_ecritures(*paire) for paire in paires), batch_size=_LOT)
    _echelonner(emissions, maintenant)
    if avertir:
        poster_tous(genre=APPEL_DISPONIBLE, depots=_depots(paires))
    return appels


def _appel(
    emission: Emission, *, par: Compte | None, cause: CauseAppel | None, maintenant: datetime
) -> AppelCotisation:
    etat, simulation = emission.etat, emission.simulation
    return AppelCotisation(
        **emission.entrees._asdict(),
        dossier=etat.dossier,
        version=etat.appel.version + 1 if etat.appel else 1,
        cause=cause or _cause(emission),
        remplace=etat.appel,
        periodicite=etat.periodicite,
        total_centimes=simulation.total,
        regularisation_centimes=simulation.regularisation,
        part_cpam_centimes=simulation.part_cpam,
        trimestres=simulation.trimestres,
        emis_le=_moment(emission.le, maintenant),
        emis_par=par,
    )


def _moment(le: date, maintenant: datetime) -> datetime:
    """Now, or noon of the day the call is dated."""
    return maintenant if le == localdate(maintenant) else make_aware(datetime.combine(le, time(12)))


def _cause(emission: Emission) -> CauseAppel:
    """Why, when nobody says it."""
    appel = emission.etat.appel
    if appel is None:
        return CauseAppel.ANNUEL
    if emission.entrees.assiette_estimee_centimes != appel.assiette_estimee_centimes:
        return CauseAppel.ESTIMATION
    if appel.assiette_centimes is None and emission.entrees.assiette_centimes is not None:
        return CauseAppel.DECLARATION
    return CauseAppel.RECTIFICATION


def _lignes(emission: Emission, appel: AppelCotisation) -> Iterable[LigneAppel]:
    for ligne in emission.simulation.lignes:
        yield LigneAppel(
            appel=appel,
            regime=ligne.regime,
            annee=ligne.annee,
            libelle=ligne.libelle,
            base=ligne.base,
            taux=ligne.taux,
            montant_centimes=ligne.montant,
            points=ligne.points,
        )


def _ecritures(emission: Emission, appel: AppelCotisation) -> Iterable[Ecriture]:
    """What changed: the former écriture is contre-passée, the new one follows."""
    anciennes = {Nature(ecriture.nature): ecriture for ecriture in emission.etat.ecritures}
    for nature, annee, montant, libelle in _mouvements(emission):
        ancienne = anciennes.get(nature)
        if ancienne and ancienne.montant_centimes == montant:
            continue
        if ancienne:
            yield _ecriture(
                emission, f"Annulation\u00a0: {ancienne.libelle}", ancienne.annee, -ancienne.montant_centimes,
                cle=f"{ancienne.cle}:annulee", nature=nature, contrepasse_de=ancienne,
            )  # fmt: skip
        if montant:
            cle = f"{PREFIXE_DES_APPELS}{emission.etat.dossier.numero}:{appel.annee}:{appel.version}:{nature.value}"
            yield _ecriture(emission, libelle, annee, montant, cle=cle, nature=nature)


def _mouvements(emission: Emission) -> Iterable[tuple[Nature, int, int, str]]:
    annee, simulation = emission.etat.annee, emission.simulation
    yield Nature.APPEL, annee, -simulation.appel, f"Appel de cotisations {annee}"
    yield Nature.REGULARISATION, annee - 1, -simulation.regularisation, f"Régularisation {annee - 1}"


def _ecriture(
    emission: Emission,
    libelle: str,
    annee: int,
    montant: int,
    *,
    cle: str,
    nature: Nature,
    contrepasse_de: Ecriture | None = None,
) -> Ecriture:
    return Ecriture(
        dossier=emission.etat.dossier,
        cle=cle,
        nature=nature,
        annee=annee,
        montant_centimes=montant,
        date_operation=emission.le,
        libelle=libelle,
        contrepasse_de=contrepasse_de,
    )


def _echelonner(emissions: Sequence[Emission], maintenant: datetime) -> None:
    """Échéances to come take the amounts of the new plan in order, so that what points to them still does."""
    nouvelles, changees, superflues = [], [], []
    for emission in emissions:
        gardees, plan = len(emission.plan.gardees), emission.plan.nouvelles
        libres = emission.etat.echeances[gardees:]
        for echeance, tranche in zip(libres, plan, strict=False):
            echeance.date_exigibilite, echeance.montant_centimes = tranche.exigible_le, tranche.montant
            echeance.modifie_le = maintenant
            changees.append(echeance)
        superflues += [echeance.pk for echeance in libres[len(plan) :]]
        rang = max((echeance.rang for echeance in emission.etat.echeances), default=0)
        nouvelles += [
            Echeance(
                dossier=emission.etat.dossier,
                annee=emission.etat.annee,
                rang=rang + suite,
                date_exigibilite=tranche.exigible_le,
                montant_centimes=tranche.montant,
            )
            for suite, tranche in enumerate(plan[len(libres) :], start=1)
        ]
    Echeance.objects.filter(pk__in=superflues).delete()
    Echeance.objects.bulk_update(changees, ["date_exigibilite", "montant_centimes", "modifie_le"], batch_size=_LOT // 4)
    Echeance.objects.bulk_create(nouvelles, batch_size=_LOT)


def _depots(paires: Sequence[tuple[Emission, AppelCotisation]]) -> Iterable[Depot]:
    for emission, appel in paires:
        if emission.etat.veut_un_courriel and emission.etat.dossier.courriel:
            reference = str(appel.public_id)
            yield Depot(emission.etat.dossier.pk, f"{APPEL_DISPONIBLE}:{reference}", {"appel": reference})
