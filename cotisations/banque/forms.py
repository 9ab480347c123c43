"""Forms of the agents who match operations. They validate and never save."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts.models import Dossier
from carpimko_portal.lib.nombres import ecrire_poids

_SEPARATEURS = re.compile(r"[\s.\-/]+")
_LONGUEURS = (7, 9)


class ReleveForm(forms.Form):
    """A statement, read in memory and never stored: its operations are."""

    fichier = forms.FileField(
        label="Relevé de la banque",
        help_text=f"camt.053 (XML) ou CFONB120, de {ecrire_poids(settings.RELEVE_ENVOYE_MAX)} au plus.",
        error_messages={
            "required": "Choisissez le fichier que la banque a remis.",
            "empty": "Ce fichier est vide.",
            "invalid": "Choisissez le fichier que la banque a remis.",
        },
    )

    def clean_fichier(self) -> "UploadedFile[bytes]":
        fichier: UploadedFile[bytes] = self.cleaned_data["fichier"]
        if (fichier.size or 0) > settings.RELEVE_ENVOYE_MAX:
            raise ValidationError("Ce fichier est trop grand pour cette page : demandez son import par la commande.")
        return fichier


class MotifForm(forms.Form):
    """Why."""

    motif = forms.CharField(
        label="Motif",
        help_text="Il est gardé avec la décision et inscrit au journal. N’y écrivez pas ce qui n’est pas nécessaire.",
        max_length=200,
        error_messages={"required": "Dites pourquoi : la personne qui relira cette décision en aura besoin."},
    )


class AttributionForm(MotifForm):
    """Whose money it is, and why. Its number is typed; `cleaned_data["dossier"]` is the dossier."""

    dossier = forms.CharField(
        label="Numéro de dossier",
        help_text="7 chiffres pour un affilié, 9 pour un ayant droit. Vous verrez de qui il s’agit avant de confirmer.",
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "champ-numero"}),
        error_messages={"required": "Saisissez le numéro du dossier à créditer."},
    )
    field_order = ["dossier", "motif"]

    def clean_dossier(self) -> Dossier:
        numero = _SEPARATEURS.sub("", self.cleaned_data["dossier"])
        if not numero.isascii() or not numero.isdigit():
            raise ValidationError("Saisissez le numéro du dossier en chiffres, sans le nom ni la référence RF.")
        if len(numero) not in _LONGUEURS:
            raise ValidationError(f"Un numéro de dossier a 7 ou 9 chiffres : celui-ci en a {len(numero)}.")
        if trouve := Dossier.objects.filter(numero=numero).first():
            return trouve
        raise ValidationError(
            f"Aucun dossier n’a le numéro {numero}. Comparez-le chiffre par chiffre avec le libellé de l’opération."
        )
