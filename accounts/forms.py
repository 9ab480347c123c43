"""Forms validate and never save."""

import re
from typing import Any

from django import forms

from accounts.enums import TypeDossier

REFUS = (
    "Ces informations ne correspondent à aucun accès. Vérifiez le choix « Affilié » ou « Ayant droit », "
    "le numéro de dossier et le mot de passe."
)
LONGUEUR_MAX = 128  # of a password: a longer one is refused before it costs a hash
_TYPE = "Choisissez « Affilié » ou « Ayant droit »."
_SEPARATEURS = re.compile(r"[\s.\u00a0\u202f]")


class NumeroDossierField(forms.CharField):
    """A numéro de dossier, typed as people read it: spaces and dots are tolerated and removed."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "username", "spellcheck": "false", "class": "champ-numero"}
    )

    def __init__(self) -> None:
        super().__init__(
            label="Numéro de dossier",
            help_text="En haut à droite de vos courriers : 7 chiffres pour un affilié, 9 pour un ayant droit. "
            "Exemple : 1234567",
            error_messages={"required": "Indiquez votre numéro de dossier."},
        )

    def to_python(self, value: object) -> str:
        return _SEPARATEURS.sub("", super().to_python(value) or "")


class DossierForm(forms.Form):
    """Which dossier is spoken of."""

    type_dossier = forms.TypedChoiceField(
        label="Vous êtes un",
        choices=TypeDossier.choices,
        coerce=TypeDossier,
        widget=forms.RadioSelect,
        initial=TypeDossier.AFFILIE,
        error_messages={
            "required": _TYPE,
            "invalid_choice": _TYPE,
        },
    )
    numero = NumeroDossierField()

    @property
    def dossier(self) -> dict[str, Any]:
        """The dossier asked for, as services take it: `type_dossier` and `numero`."""
        return {nom: self.cleaned_data[nom] for nom in ("type_dossier", "numero")}

    def numero_possible(self) -> bool:
        """Whether the numéro has the digits of its type; whether it exists is another matter."""
        numero = self.cleaned_data["numero"]
        longueur = self.cleaned_data["type_dossier"].longueur_numero
        return bool(numero.isascii() and numero.isdigit() and len(numero) == longueur)


class NumeroForm(DossierForm):
    """A numéro that could exist is accepted, whether it does or not; another is said to be mistyped."""

    def clean(self) -> dict[str, Any]:
        saisie = super().clean() or self.cleaned_data
        if not self.errors and not self.numero_possible():
            attendus = saisie["type_dossier"].longueur_numero
            type_dossier = str(saisie["type_dossier"].label).lower()
            self.add_error("numero", f"Le numéro de dossier d’un {type_dossier} compte {attendus}\u00a0chiffres.")
        return saisie


class ConnexionForm(DossierForm):
    """The connexion by numéro de dossier. Whether it opens anything is the service's business."""

    refus = REFUS
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        help_text="Le vôtre, ou le mot de passe provisoire reçu par e-mail ou par courrier.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-revelable": ""}),
        error_messages={"required": "Saisissez votre mot de passe."},
    )

    def clean(self) -> dict[str, Any]:
        """A number or a password that cannot exist is answered as one that does not match."""
        saisie = super().clean() or self.cleaned_data
        if not self.errors and not (self.numero_possible() and len(saisie["mot_de_passe"]) <= LONGUEUR_MAX):
            self.add_error(None, self.refus)
        return saisie
