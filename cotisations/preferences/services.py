"""The write of the preferences."""

from django.db import transaction

from accounts.journal import journaliser
from accounts.models import Compte, Dossier
from cotisations.enums import Acte, Periodicite
from cotisations.models import PreferencesCotisations


@transaction.atomic
def choisir_preferences(
    *,
    dossier: Dossier,
    periodicite: Periodicite,
    appel_par_courriel: bool,
    rappel_30: bool,
    rappel_7: bool,
    rappel_1: bool,
    par: Compte,
) -> PreferencesCotisations:
    """Keeps them. The périodicité holds from the next call on: échéances that exist do not move."""
    choix: dict[str, str | bool] = {
        "periodicite": periodicite.value,
        "appel_par_courriel": appel_par_courriel,
        "rappel_30": rappel_30,
        "rappel_7": rappel_7,
        "rappel_1": rappel_1,
    }
    retenues, _ = PreferencesCotisations.objects.update_or_create(dossier=dossier, defaults=choix)
    journaliser(acte=Acte.PREFERENCES_CHOISIES, par=par, dossier=dossier, **choix)
    return retenues
