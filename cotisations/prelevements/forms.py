"""Forms of direct debits. They validate and never save."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from carpimko_portal.lib.iban import Compte, IbanRefuse, lire_compte
from carpimko_portal.lib.textes import lisible
from cotisations.prelevements.mandats import Adresse

_LIBRE = {"autocomplete": "off", "spellcheck": "false"}


class MandatForm(forms.Form):
    """The account, and whose it is. BIC and address are asked for when the bank is outside the EEA."""

    iban = forms.CharField(
        label="IBAN",
        help_text="Sur votre RIB : FR76 suivi de 23 caractères. Les espaces ne comptent pas.",
        max_length=60,
        widget=forms.TextInput(attrs={**_LIBRE, "class": "champ-numero"}),
        error_messages={"required": "Indiquez l’IBAN du compte à prélever.", "max_length": "Cet IBAN est trop long."},
    )
    titulaire = forms.CharField(
        label="Titulaire du compte",
        help_text="Prénom et nom, comme sur le RIB.",
        max_length=70,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Indiquez au nom de qui est le compte.", "max_length": "70 caractères au plus.",
        },
    )  # fmt: skip
    bic = forms.CharField(
        label="BIC",
        help_text="Seulement pour un compte hors de l’Espace économique européen (Monaco, Suisse, Royaume-Uni…).",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs=_LIBRE),
    )
    voie = forms.CharField(
        label="Numéro et voie du titulaire",
        help_text="Pour un tel compte seulement, sa banque exige votre adresse.",
        required=False,
        max_length=70,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    code_postal = forms.CharField(
        label="Code postal", required=False, max_length=16,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )  # fmt: skip
    localite = forms.CharField(
        label="Ville", required=False, max_length=35,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )  # fmt: skip
    pays = forms.CharField(
        label="Pays",
        help_text="Deux lettres : FR, MC, CH…",
        required=False,
        max_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "country"}),
    )

    def clean_titulaire(self) -> str:
        titulaire = lisible(self.cleaned_data["titulaire"])
        if not any(signe.isalpha() for signe in titulaire):
            raise ValidationError("Indiquez un nom.")
        return titulaire

    def clean(self) -> dict[str, Any]:
        saisie = super().clean() or {}
        if "iban" not in saisie:
            return saisie
        try:
            saisie["compte"] = lire_compte(saisie["iban"], saisie.get("bic", ""), aussi=settings.PRELEVEMENTS_PAYS_SEPA)
        except IbanRefuse as refus:
            self.add_error("bic" if "BIC" in str(refus) else "iban", str(refus))
            return saisie
        if saisie["compte"].iban.startswith((settings.CAISSE_IBAN, *settings.PRELEVEMENTS_IBAN_REFUSES)):
            self.add_error("iban", "Ce compte ne peut pas être prélevé : indiquez-en un autre.")
        if saisie["compte"].est_hors_eee:
            self._exiger_adresse(saisie)
        return saisie

    def _exiger_adresse(self, saisie: dict[str, Any]) -> None:
        for champ, nom in (("voie", "la voie"), ("localite", "la ville"), ("pays", "le pays")):
            if not saisie.get(champ):
                self.add_error(champ, f"La banque de ce compte exige votre adresse : indiquez {nom}.")
        pays = saisie.get("pays", "")
        if pays and not (pays.isascii() and pays.isalpha() and len(pays) == 2):
            self.add_error("pays", "Écrivez le pays en deux lettres, par exemple MC.")

    @property
    def compte(self) -> Compte:
        compte: Compte = self.cleaned_data["compte"]
        return compte

    @property
    def adresse(self) -> Adresse:
        """Only what the bank asks for is kept."""
        if not self.compte.est_hors_eee:
            return Adresse()
        lu = self.cleaned_data
        return Adresse(lu["voie"], lu["code_postal"], lu["localite"], lu["pays"].upper())
