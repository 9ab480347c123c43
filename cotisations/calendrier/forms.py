"""Forms of the calendar."""

from django import forms


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

    abonnement = forms.UUIDField(widget=forms.HiddenInput)
