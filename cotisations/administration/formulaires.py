"""Forms of the batches of direct debits. They validate and never save."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from carpimko_portal.lib.montants import en_centimes


def _jour(label: str, **autres: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez un jour.", "invalid": "Indiquez un jour, par exemple 07/12/2026."},
        **autres,
    )


class JourForm(forms.Form):
    """The day to collect on."""

    jour = _jour("Jour du prélèvement")


class TransmissionForm(forms.Form):
    """When the bank was given the file."""

    transmis_le = _jour("Jour du dépôt à la banque", initial=timezone.localdate)


class RappelForm(forms.Form):
    """When the bank was asked not to take a line."""

    le = _jour("Jour de la demande à la banque", initial=timezone.localdate)


class EncaissementForm(forms.Form):
    """When the bank booked it, and how much."""

    le = _jour("Date comptable", initial=timezone.localdate)
    centimes = forms.CharField(
        label="Somme portée au compte de la caisse",
        help_text="En euros, par exemple 12345,67. Elle est comparée à celle du lot.",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "Indiquez la somme."},
    )

    def clean_le(self) -> object:
        le = self.cleaned_data["le"]
        if le > timezone.localdate():
            raise ValidationError("Cette date est à venir.")
        return le

    def clean_centimes(self) -> int:
        try:
            centimes = en_centimes("".join(self.cleaned_data["centimes"].split()))
        except ValueError as cause:
            raise ValidationError("Écrivez une somme en euros, par exemple 12345,67.") from cause
        if centimes <= 0:
            raise ValidationError("Écrivez une somme plus grande que zéro.")
        return centimes


class AnnulationForm(forms.Form):
    """Why."""

    motif = forms.CharField(
        label="Motif",
        max_length=200,
        help_text="Il est inscrit au journal.",
        error_messages={"required": "Dites pourquoi ce lot est annulé."},
    )


class ConfirmationForm(forms.Form):
    """What the second person states."""

    pas_recu = forms.BooleanField(
        label="J’ai vérifié auprès de la banque : elle n’a pas reçu ce fichier",
        help_text="Sur son site, ou au téléphone. En cas de doute, ne confirmez pas.",
        error_messages={"required": "Vérifiez d’abord auprès de la banque."},
    )


class RetoursForm(forms.Form):
    """A file of the bank."""

    fichier = forms.FileField(
        label="Fichier de la banque (pain.002 ou camt.054)",
        help_text="En XML, 2 Mo au plus. Au-delà, demandez à l’équipe informatique de l’importer.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_fichier(self) -> "UploadedFile[bytes]":
        fichier: UploadedFile[bytes] = self.cleaned_data["fichier"]
        if (fichier.size or 0) > settings.FICHIER_VERIFIE_MAX:
            raise ValidationError("Ce fichier est trop grand.")
        return fichier
