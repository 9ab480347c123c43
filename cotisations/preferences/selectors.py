"""Reads of the preferences."""

from accounts.models import Dossier
from cotisations.models import PreferencesCotisations


def preferences(dossier: Dossier) -> PreferencesCotisations:
    """Those of the dossier, or the defaults. One query, and no row."""
    connues = PreferencesCotisations.objects.filter(dossier=dossier).first()
    return connues or PreferencesCotisations(dossier=dossier)
