"""Forms validate and never save. Only what was typed is judged."""

from typing import Any

from django import forms

from accounts.captcha import CaptchaField, FormulaireAvecCaptcha
from accounts.enums import Canal, TypeDossier
from accounts.forms import NumeroDossierField
from accounts.provisoires.symboles import normaliser

_TYPE = "Choisissez « Affilié » ou « Ayant droit »."
_CHOIX = "Choisissez comment recevoir votre nouveau mot de passe."
_DELAI = "Vous le recevrez généralement sous 72\u00a0h, hors week-end et jours fériés"


class IdentificationForm(FormulaireAvecCaptcha):
    """Which dossier. A numéro that could exist is accepted, whether it does or not."""

    type_dossier = forms.TypedChoiceField(
        label="Vous êtes un",
        choices=TypeDossier.choices,
        coerce=TypeDossier,
        widget=forms.RadioSelect,
        initial=TypeDossier.AFFILIE,
        error_messages={"required": _TYPE, "invalid_choice": _TYPE},
    )
    numero = NumeroDossierField()
    captcha = CaptchaField(formulaire="reinitialisation")

    def clean(self) -> dict[str, Any]:
        """The number of digits follows from the type."""
        saisie = super().clean() or self.cleaned_data
        if not self.errors and not _bien_forme(saisie["type_dossier"], saisie["numero"]):
            attendus = saisie["type_dossier"].longueur_numero
            type_dossier = str(saisie["type_dossier"].label).lower()
            self.add_error("numero", f"Le numéro de dossier d’un {type_dossier} compte {attendus}\u00a0chiffres.")
        return saisie

    @property
    def dossier(self) -> dict[str, Any]:
        """The dossier spoken of: `type_dossier` and `numero`."""
        return {nom: self.cleaned_data[nom] for nom in ("type_dossier", "numero")}


class ChoixForm(forms.Form):
    """By which way. `masque`: the address to offer, empty when there is none."""

    canal = forms.TypedChoiceField(
        label="Vous souhaitez recevoir votre nouveau mot de passe\u00a0:",
        coerce=Canal,
        widget=forms.RadioSelect,
        error_messages={"required": _CHOIX, "invalid_choice": _CHOIX},
    )

    def __init__(self, *args: Any, masque: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courriel = [(Canal.COURRIEL, f"Par mail à l’adresse {masque} (renouvellement immédiat)")] if masque else []
        lettre = (Canal.LETTRE, f"Par courrier postal à votre adresse ({_DELAI})")
        champ = self.fields["canal"]
        assert isinstance(champ, forms.ChoiceField)
        champ.choices = [*courriel, lettre]
        champ.initial = champ.choices[0][0]


class SuiviForm(forms.Form):
    """A reference, typed as it was given or copied by hand."""

    reference = forms.CharField(
        label="Référence de suivi",
        help_text="Douze lettres et chiffres, donnés à la fin de votre demande. Exemple\u00a0: ACDE-FGHJ-KMNP",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "champ-numero"}),
        error_messages={"required": "Indiquez votre référence de suivi."},
    )

    def clean_reference(self) -> str:
        """The twelve symbols alone."""
        symboles = normaliser(self.cleaned_data["reference"])
        if symboles is None:
            raise forms.ValidationError("Une référence compte douze lettres et chiffres, comme ACDE-FGHJ-KMNP.")
        return symboles


def _bien_forme(type_dossier: TypeDossier, numero: str) -> bool:
    return numero.isascii() and numero.isdigit() and len(numero) == type_dossier.longueur_numero
