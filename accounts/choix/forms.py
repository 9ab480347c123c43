"""The form of the choice."""

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.enums import Canal
from accounts.models import SecretProvisoire
from accounts.mots_de_passe.champs import CourrielField, NouveauMotDePasseField, valider


class ChoixForm(forms.Form):
    """The final password and the e-mail address.

    Whoever got the secret by e-mail knows the address on file, and checks it; whoever got it by letter types it,
    helped by a mask: paper passes through more hands.
    """

    mot_de_passe = NouveauMotDePasseField("Votre nouveau mot de passe")
    courriel = CourrielField("Votre adresse e-mail")

    def __init__(self, data: Mapping[str, Any] | None = None, *, secret: SecretProvisoire) -> None:
        self.dossier = secret.dossier
        connue = self.dossier.courriel
        par_courriel = secret.canal == Canal.COURRIEL
        super().__init__(data, initial={"courriel": connue if par_courriel else ""})
        if connue and not par_courriel:
            self.fields[
                "courriel"
            ].help_text = (
                f"La caisse connaît l’adresse {masquer(connue)}. Saisissez-la en entier, ou donnez-en une autre."
            )

    def clean_mot_de_passe(self) -> str:
        mot_de_passe = str(self.cleaned_data["mot_de_passe"])
        valider(mot_de_passe, self.dossier)
        return mot_de_passe


def masquer(courriel: str) -> str:
    """`j****@e****.fr`: enough to recognise one's own address, too little to learn one."""
    locale, _, domaine = courriel.partition("@")
    nom, point, fin = domaine.rpartition(".")
    return f"{locale[:1]}****@{nom[:1]}****{point}{fin}"
