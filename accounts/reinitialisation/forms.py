"""Forms validate and never save. Only what was typed is judged."""

from typing import Any

from django import forms

from accounts.captcha import CaptchaField, FormulaireAvecCaptcha
from accounts.enums import Canal
from accounts.forms import NumeroForm
from accounts.provisoires.symboles import normaliser

_TYPE = "Choisissez « Affilié » ou « Ayant droit »."
_CHOIX = "Choisissez comment recevoir votre nouveau mot de passe."
# Labels as the fund’s own procedure words them (tests/test_procedure.py).
_DELAI = "Vous le recevrez généralement sous 72h, hors week-end et jours fériés"


class IdentificationForm(NumeroForm, FormulaireAvecCaptcha):
    """Which dossier, and a proof of work."""

    captcha = CaptchaField(formulaire="reinitialisation")


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
