"""The fields in which a password is typed."""

from typing import Any, cast

from django import forms
from django.contrib.auth.password_validation import validate_password

from accounts.models import Dossier

AIDE = (
    "Au moins 8 caractères, avec une majuscule, une minuscule et un chiffre. Le plus sûr et le plus simple à retenir : "
    "une phrase de quatre mots sans rapport, par exemple avec des espaces."
)


_PAS_ASCII = "Cette adresse contient une lettre accentuée ou d’un autre alphabet. Écrivez-la sans accent."


class NouveauMotDePasseField(forms.CharField):
    """A password to be. Taken as typed, spaces included; paste and password managers are welcome."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            strip=False,
            help_text=AIDE,
            widget=forms.PasswordInput(
                attrs={"autocomplete": "new-password", "data-revelable": "", "data-conseils": "", "spellcheck": "false"}
            ),
            error_messages={"required": "Choisissez un mot de passe."},
        )


class MotDePasseActuelField(forms.CharField):
    """The password asked again before an act that matters."""

    def __init__(self) -> None:
        super().__init__(
            label="Mot de passe actuel",
            strip=False,
            max_length=128,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-revelable": ""}),
            error_messages={
                "required": "Saisissez votre mot de passe actuel.",
                "max_length": "Ce n’est pas votre mot de passe actuel.",
            },
        )


class CourrielField(forms.EmailField):
    """An e-mail address, in ASCII: letters of other alphabets look like ours and lead elsewhere."""

    def __init__(self, label: str, *, help_text: str = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            error_messages={
                "required": "Indiquez votre adresse e-mail.",
                "invalid": "Cette adresse n’est pas complète. Exemple : nom@exemple.fr",
                "max_length": "Cette adresse est trop longue.",
            },
        )

    def clean(self, value: object) -> str:
        courriel = str(super().clean(value))
        locale, _, domaine = courriel.rpartition("@")
        if not courriel.isascii():
            raise forms.ValidationError(_PAS_ASCII, "ascii")
        if '"' in locale or "[" in domaine or "." not in domaine or not courriel.isprintable():
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return courriel


class CodeForm(forms.Form):
    """A code received by e-mail; spaces are tolerated and removed."""

    code = forms.CharField(
        label="Code reçu par e-mail",
        help_text="8 chiffres. Les espaces ne comptent pas.",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "spellcheck": "false",
                "class": "champ-numero",
            }
        ),
        error_messages={"required": "Saisissez le code.", "max_length": "Ce code compte 8 chiffres."},
    )

    def clean_code(self) -> str:
        chiffres = "".join(self.cleaned_data["code"].split()).replace("-", "")
        if not (chiffres.isascii() and chiffres.isdigit() and len(chiffres) == 8):
            raise forms.ValidationError("Ce code compte 8 chiffres.")
        return chiffres


class AdresseForm(forms.Form):
    """Where to send the code again; the address may be corrected."""

    courriel = CourrielField("Adresse e-mail à confirmer")


def valider(mot_de_passe: str, dossier: Dossier) -> None:
    """All the rules, for the person of `dossier`. Raises `ValidationError`."""
    validate_password(mot_de_passe, user=cast("Any", dossier))
