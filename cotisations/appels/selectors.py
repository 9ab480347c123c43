"""Reads of calls, from the dossier they belong to."""

from accounts.models import Dossier
from cotisations.appels.presentation import AppelDit, dire_appel
from cotisations.models import AppelCotisation, AppelCotisationQuerySet, Echeance


def appels_en_vigueur(dossier: Dossier) -> AppelCotisationQuerySet:
    """One a year, the latest first."""
    return AppelCotisation.objects.du_dossier(dossier).en_vigueur().recents_dabord()


def appel_dit(appel: AppelCotisation) -> AppelDit:
    """`appel` with its lines, and the échéances of its year as they stand. Two queries."""
    lignes = list(appel.lignes.order_by("pk"))
    echeances = Echeance.objects.filter(dossier=appel.dossier_id, annee=appel.annee).chronologiques()
    return dire_appel(appel, lignes, echeances)
