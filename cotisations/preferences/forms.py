"""The form of the preferences."""

from typing import Any

from django import forms

from cotisations.enums import Periodicite
from cotisations.models import PreferencesCotisations

_CHAMPS = ("periodicite", "appel_par_courriel", "rappel_30", "rappel_7", "rappel_1")


def _case(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class PreferencesForm(forms.Form):
    """How often to pay, and what to be told by e-mail."""

    est_filtre = True  # a box left empty is a choice, not an omission
    periodicite = forms.TypedChoiceField(
        label="Vos échéances",
        choices=Periodicite.choices,
        coerce=Periodicite,
        widget=forms.RadioSelect,
        help_text="Ce choix vaut à partir de votre prochain appel de cotisations : vos échéances actuelles ne changent "
        "pas. Le total de l’année est le même.",
        error_messages={
            "required": "Choisissez combien de fois par an vous payez.",
            "invalid_choice": "Choisissez l’une des quatre périodicités.",
        },
    )
    appel_par_courriel = _case("Chaque nouvel appel de cotisations")
    rappel_30 = _case("Un mois avant chaque échéance")
    rappel_7 = _case("Une semaine avant chaque échéance")
    rappel_1 = _case("La veille de chaque échéance")

    @property
    def cases(self) -> list[forms.BoundField]:
        """What is told by e-mail."""
        return [self[nom] for nom in _CHAMPS[1:]]


def valeurs_de(preferences: PreferencesCotisations) -> dict[str, Any]:
    """Initial values of the form."""
    return {nom: getattr(preferences, nom) for nom in _CHAMPS}
