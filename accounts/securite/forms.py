"""Forms of « Sécurité »."""

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.models import Dossier
from accounts.mots_de_passe.champs import CourrielField, MotDePasseActuelField, NouveauMotDePasseField, valider

PAS_LE_BON = "Ce n’est pas votre mot de passe actuel."


class MotDePasseForm(forms.Form):
    """The current password, then the next one."""

    actuel = MotDePasseActuelField()
    nouveau = NouveauMotDePasseField("Nouveau mot de passe")

    def __init__(self, data: Mapping[str, Any] | None = None, *, dossier: Dossier) -> None:
        self.dossier = dossier
        super().__init__(data)

    def clean_nouveau(self) -> str:
        nouveau = str(self.cleaned_data["nouveau"])
        valider(nouveau, self.dossier)
        if nouveau == self.cleaned_data.get("actuel"):
            raise forms.ValidationError("C’est déjà votre mot de passe. Choisissez-en un autre.")
        return nouveau


class CourrielForm(forms.Form):
    """The new address, and the password again."""

    courriel = CourrielField(
        "Nouvelle adresse e-mail", help_text="Nous y enverrons un code pour vérifier qu’elle est à vous."
    )
    actuel = MotDePasseActuelField()


class SessionForm(forms.Form):
    """Which session to close."""

    session = forms.UUIDField()
