"""The proofs a person gives."""

from typing import Any

from django import forms

from accounts.forms import ConnexionForm

REFUS = (
    "Nous n’avons pas pu associer de dossier avec ces informations. Vérifiez le choix « Affilié » ou « Ayant droit », "
    "le numéro de dossier et le mot de passe. Le dossier doit être au nom de la personne identifiée par FranceConnect."
)
PROVISOIRE = (
    "Ce mot de passe est provisoire : il sert d’abord, sur la page de connexion, à choisir le vôtre. "
    "Revenez ensuite ici avec FranceConnect."
)
MAUVAIS = "Ce mot de passe n’est pas celui de votre dossier."


class AssociationForm(ConnexionForm):
    """A numéro de dossier and its password. Whether they fit the identity is the service's business."""

    refus = REFUS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mot_de_passe"].help_text = "Celui que vous avez choisi sur ce portail."


class DissociationForm(forms.Form):
    """The password, before FranceConnect stops opening the dossier."""

    mot_de_passe = forms.CharField(
        label="Votre mot de passe",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-revelable": ""}),
        error_messages={"required": "Saisissez votre mot de passe.", "max_length": MAUVAIS},
    )
