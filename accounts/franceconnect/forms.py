"""The proofs a person gives."""

from django import forms

from accounts.forms import ConnexionForm

REFUS = (
    "Nous n’avons pas pu associer de dossier avec ces informations. Vérifiez le choix « Affilié » ou « Ayant droit », "
    "le numéro de dossier et le mot de passe. Le dossier doit être au nom de la personne identifiée par FranceConnect."
)
MAUVAIS = "Ce mot de passe n’est pas celui de votre dossier."


class AssociationForm(ConnexionForm):
    """A numéro de dossier and its password. Whether they fit the identity is the service's business."""

    refus = REFUS


class DissociationForm(forms.Form):
    """The password, before FranceConnect stops opening the dossier."""

    mot_de_passe = forms.CharField(
        label="Votre mot de passe",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-revelable": ""}),
        error_messages={"required": "Saisissez votre mot de passe.", "max_length": MAUVAIS},
    )
