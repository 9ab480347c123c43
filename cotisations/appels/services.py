"""Issuing a call, and dealing with estimates."""

from contextlib import suppress
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte, Dossier
from cotisations.appels.composition import Emission, composer
from cotisations.appels.courriels import aviser_estimation_traitee
from cotisations.appels.lecture import lire
from cotisations.appels.refus import AppelImpossible, SansObjet
from cotisations.appels.versement import verser
from cotisations.enums import Acte, CauseAppel, EtatEstimation
from cotisations.models import AppelCotisation, EstimationRevenu


@transaction.atomic
def emettre_appel(
    *,
    dossier: Dossier,
    annee: int,
    par: Compte | None,
    cause: CauseAppel | None = None,
    le: date | None = None,
    avertir: bool = True,
) -> AppelCotisation:
    """The call of `annee` in force: a new one when what it is computed from has changed, else the one there is.

    `cause`: why, when it does not follow from what changed. `le`: the day it is dated, today when not told.
    `avertir`: by e-mail, those who want it. Raises `AppelImpossible`, and `SansObjet` when nothing is called.
    """
    verrouille = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    (etat,) = lire([verrouille], annee)
    emission = composer(etat, le=le or timezone.localdate())
    if emission is None:
        assert etat.appel is not None
        return etat.appel
    (appel,) = verser([emission], par=par, cause=cause, maintenant=timezone.now(), avertir=avertir)
    journaliser(
        acte=Acte.APPEL_EMIS,
        par=par,
        dossier=dossier,
        appel=str(appel.public_id),
        annee=annee,
        version=appel.version,
        cause=appel.cause,
    )
    _suivre(appel, par=par, le=le, avertir=avertir)
    return appel


def _suivre(appel: AppelCotisation, *, par: Compte | None, le: date | None, avertir: bool) -> None:
    """The call of the next year deducts what this one asked: it follows."""
    if AppelCotisation.objects.du_dossier(appel.dossier).filter(annee=appel.annee + 1).exists():
        with suppress(SansObjet):
            emettre_appel(dossier=appel.dossier, annee=appel.annee + 1, par=par, le=le, avertir=avertir)


def previsualiser_appel(*, dossier: Dossier, annee: int, estimation: int | None = None) -> Emission | None:
    """What `emettre_appel` would write today; None when nothing would change. Writes nothing. Raises the same.

    `estimation`: an income of `annee`, in cents, as if it were applied.
    """
    (etat,) = lire([dossier], annee, estimation=estimation)
    return composer(etat, le=timezone.localdate())


@transaction.atomic
def appliquer_estimation(*, estimation: EstimationRevenu, par: Compte) -> AppelCotisation:
    """Counts the estimated income in the call of its year. Raises `AppelImpossible`."""
    _conclure(estimation, EtatEstimation.APPLIQUEE, par)
    appel = emettre_appel(
        dossier=estimation.dossier, annee=estimation.annee, par=par, cause=CauseAppel.ESTIMATION, avertir=False
    )
    journaliser(
        acte=Acte.ESTIMATION_APPLIQUEE,
        par=par,
        dossier=estimation.dossier,
        estimation=str(estimation.public_id),
        appel=str(appel.public_id),
    )
    aviser_estimation_traitee(estimation)
    return appel


@transaction.atomic
def refuser_estimation(*, estimation: EstimationRevenu, par: Compte) -> None:
    """Leaves the call as it is. Raises `AppelImpossible`."""
    _conclure(estimation, EtatEstimation.REFUSEE, par)
    journaliser(acte=Acte.ESTIMATION_REFUSEE, par=par, dossier=estimation.dossier, estimation=str(estimation.public_id))
    aviser_estimation_traitee(estimation)


def _conclure(estimation: EstimationRevenu, etat: EtatEstimation, par: Compte) -> None:
    """Once: of two agents, or of an agent and the member who withdraws it, one gets it."""
    en_cours = EstimationRevenu.objects.en_cours().filter(pk=estimation.pk)
    if not en_cours.update(etat=etat, traitee_le=timezone.now(), traitee_par=par):
        raise AppelImpossible("Cette estimation n’attend plus.")
