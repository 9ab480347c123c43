"""Forms of the agents. They validate and never save."""

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.forms import LONGUEUR_MAX
from accounts.models import Compte

REFUS = "Ces informations ne correspondent à aucun accès. Vérifiez l’identifiant, le mot de passe et le code."
CODE_REFUSE = "Ce code n’est pas celui du moment, ou il a déjà servi. Attendez le suivant."
_LONGUEUR_MIN = 12
_BLANCS = re.compile(r"\s")


class CodeField(forms.CharField):
    """Six digits; blanks are tolerated."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false", "class": "champ-numero"}
    )

    def __init__(self, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label="Code à six chiffres",
            required=required,
            help_text=help_text,
            max_length=20,
            error_messages={"required": "Saisissez le code affiché par votre application."},
        )

    def to_python(self, value: object) -> str:
        return _BLANCS.sub("", super().to_python(value) or "")


class ConnexionAgentForm(forms.Form):
    """Whether it opens anything is the service's business."""

    identifiant = forms.CharField(
        label="Identifiant",
        help_text="Votre adresse e-mail professionnelle.",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"}),
        error_messages={"required": "Indiquez votre identifiant."},
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        strip=False,
        max_length=LONGUEUR_MAX,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-revelable": ""}),
        error_messages={"required": "Saisissez votre mot de passe.", "max_length": REFUS},
    )
    code = CodeField(
        required=False, help_text="Affiché par votre application. Rien à saisir à la toute première connexion."
    )


class InstallationForm(forms.Form):
    """A password of one's own, and the first code."""

    mot_de_passe = forms.CharField(
        label="Nouveau mot de passe",
        help_text=f"Au moins {_LONGUEUR_MIN} caractères, avec une majuscule, une minuscule et un chiffre. "
        "Une phrase de quelques mots convient très bien.",
        strip=False,
        min_length=_LONGUEUR_MIN,
        max_length=LONGUEUR_MAX,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-revelable": ""}),
        error_messages={
            "required": "Choisissez un mot de passe.",
            "min_length": f"Choisissez un mot de passe d’au moins {_LONGUEUR_MIN} caractères.",
        },
    )
    confirmation = forms.CharField(
        label="Le même mot de passe, une seconde fois",
        strip=False,
        max_length=LONGUEUR_MAX,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-revelable": ""}),
        error_messages={"required": "Saisissez le mot de passe une seconde fois."},
    )
    code = CodeField(help_text="Affiché par votre application après la lecture du dessin.")

    def __init__(self, *args: Any, compte: Compte, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compte = compte

    def clean_mot_de_passe(self) -> str:
        mot_de_passe: str = self.cleaned_data["mot_de_passe"]
        validate_password(mot_de_passe, self.compte)
        if self.compte.identifiant.partition("@")[0] in mot_de_passe.lower():
            raise ValidationError("Choisissez un mot de passe qui ne contient pas votre identifiant.")
        return mot_de_passe

    def clean(self) -> dict[str, Any]:
        saisie = super().clean() or self.cleaned_data
        if "mot_de_passe" in saisie and saisie.get("confirmation") not in {None, saisie["mot_de_passe"]}:
            self.add_error("confirmation", "Les deux saisies diffèrent.")
        return saisie


class CodeForm(forms.Form):
    """Another code."""

    code = CodeField(help_text="Chaque code ne sert qu’une fois.")
