"""Reads of calls, from the dossier they belong to."""

from dataclasses import dataclass

from accounts.models import Dossier
from cotisations.appels.presentation import AppelDit, dire_appel
from cotisations.models import AppelCotisation, AppelCotisationQuerySet, Echeance, LigneAppel


@dataclass(frozen=True)
class AppelLu:
    """A call with its lines, and all of it in words."""

    appel: AppelCotisation
    lignes: list[LigneAppel]
    dit: AppelDit


def appels_en_vigueur(dossier: Dossier) -> AppelCotisationQuerySet:
    """One a year, the latest first."""
    return AppelCotisation.objects.du_dossier(dossier).en_vigueur().recents_dabord()


def annees_appelees(dossier: Dossier) -> list[int]:
    """The years with a call, the latest first. One query."""
    return list(appels_en_vigueur(dossier).values_list("annee", flat=True))


def appel_de_l_annee(dossier: Dossier, annee: int) -> AppelLu:
    """The call in force of `annee`. Three queries. Raises `AppelCotisation.DoesNotExist`."""
    return lire_appel(appels_en_vigueur(dossier).get(annee=annee))


def lire_appel(appel: AppelCotisation) -> AppelLu:
    """`appel` with its lines, and the échéances of its year as they stand. Two queries."""
    lignes = list(appel.lignes.order_by("pk"))
    echeances = Echeance.objects.filter(dossier=appel.dossier_id, annee=appel.annee).chronologiques()
    return AppelLu(appel, lignes, dire_appel(appel, lignes, echeances))
