"""Forms of the calendar."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime


class AbonnementForm(forms.Form):
    """What the calendar says."""

    avec_montants = forms.TypedChoiceField(
        label="Les montants",
        choices=[("non", "Ne pas les écrire dans l’agenda"), ("oui", "Les écrire dans l’agenda")],
        coerce=lambda texte: texte == "oui",
        initial="non",
        widget=forms.RadioSelect,
        help_text="Un agenda se partage souvent avec d’autres. Les dates y sont toujours.",
        error_messages={"required": "Choisissez si les montants sont écrits."},
    )


class AbonnementVuForm(forms.Form):
    """Which address the person was looking at: another one may have taken its place since."""

    cree_le = forms.CharField(widget=forms.HiddenInput)

    def clean_cree_le(self) -> datetime:
        moment = lire_moment(self.cleaned_data["cree_le"])
        if moment is None:
            raise forms.ValidationError("moment illisible")
        return moment


def lire_moment(texte: str) -> datetime | None:
    """A moment as `datetime.isoformat` writes it, with its offset."""
    try:
        moment = parse_datetime(texte)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None
