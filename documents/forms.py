"""Forms validate and never save."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from carpimko_portal.lib.nombres import ecrire_poids
from documents.enums import MOTIFS_D_AGENT, MOTIFS_DU_TITULAIRE, Motif
from documents.filtres import Facettes, Recherche, titres_qui_disent


class FiltreDocuments(forms.Form):
    """Which documents to show. What cannot be understood filters nothing."""

    est_filtre = True  # no field of a filter needs to be called optional
    q = forms.CharField(label="Rechercher", required=False, max_length=80, widget=forms.TextInput({"type": "search"}))
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    type = forms.ChoiceField(label="Type", required=False)
    nouveaux = forms.BooleanField(label="Nouveaux depuis ma dernière visite", required=False)

    def __init__(self, facettes: Facettes, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._facettes = facettes
        annee, type_document = self.fields["annee"], self.fields["type"]
        assert isinstance(annee, forms.TypedChoiceField)
        assert isinstance(type_document, forms.ChoiceField)
        annee.choices = [("", "Toutes"), *((une, str(une)) for une in facettes.annees)]
        type_document.choices = [("", "Tous"), *facettes.types]

    def recherche(self, *, derniere_visite: datetime | None) -> Recherche:
        """What is looked for. `derniere_visite`: the connexion before this one; without one, everything is new."""
        self.is_valid()
        lus = self.cleaned_data
        mots = lus.get("q", "")
        return Recherche(
            annee=lus.get("annee"),
            type=lus.get("type", ""),
            mots=mots,
            titres=titres_qui_disent(mots, self._facettes.titres) if mots else (),
            depuis=derniere_visite if lus.get("nouveaux") else None,
        )

    @property
    def est_actif(self) -> bool:
        """Whether anything is filtered out."""
        return any(self.cleaned_data.values())


class RevocationForm(forms.Form):
    """Why the holder revokes a document."""

    motif = forms.TypedChoiceField(
        label="Pourquoi le révoquez-vous ?",
        choices=[(motif.value, motif.label) for motif in MOTIFS_DU_TITULAIRE],
        coerce=Motif,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une raison.", "invalid_choice": "Choisissez une raison."},
    )


class RevocationParAgentForm(forms.Form):
    """Why an agent revokes a document: its holder reads it."""

    motif = forms.TypedChoiceField(
        label="Pourquoi le révoquez-vous ?",
        choices=[(motif.value, motif.label) for motif in MOTIFS_D_AGENT],
        coerce=Motif,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une raison.", "invalid_choice": "Choisissez une raison."},
    )
    precision = forms.CharField(
        label="Ce qui s’est passé",
        help_text="Son titulaire lit cette phrase, telle quelle. Qui vérifie le document ne la lit pas.",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Dites ce qui s’est passé.", "max_length": "300 caractères au plus."},
    )


class CodeForm(forms.Form):
    """The code at the foot of a document. Whether one bears it is the service's business."""

    code = forms.CharField(
        label="Code de vérification",
        help_text="16 lettres et chiffres, au bas du document. Les espaces et les tirets ne comptent pas.",
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "champ-numero"}
        ),
        error_messages={"required": "Saisissez le code du document.", "max_length": "Ce code est trop long."},
    )


class FichierForm(forms.Form):
    """The PDF itself, compared byte for byte with what was issued."""

    fichier = forms.FileField(
        label="Le fichier PDF, tel que vous l’avez reçu",
        help_text=f"Un PDF de {ecrire_poids(settings.FICHIER_VERIFIE_MAX)} au plus. Il est comparé, puis oublié.",
        widget=forms.FileInput({"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": "Choisissez le fichier PDF à vérifier.",
            "empty": "Ce fichier est vide : choisissez le PDF que vous avez reçu.",
        },
    )

    def clean_fichier(self) -> "UploadedFile[bytes]":
        fichier: UploadedFile[bytes] = self.cleaned_data["fichier"]
        if (fichier.size or 0) > settings.FICHIER_VERIFIE_MAX:
            raise forms.ValidationError("Ce fichier est trop lourd pour être l’un de nos documents.")
        return fichier
