"""Forms of the pieces. They validate and never save."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html

from carpimko_portal.lib.nombres import ecrire_poids
from documents.pieces.controle import trop_lourd
from documents.pieces.enums import GenrePiece, MotifRefus

_CHOIX = [
    (genre.value, format_html("<span><strong>{}</strong><br>{}</span>", genre.label, genre.explication))
    for genre in GenrePiece
]
_A_CHOISIR = "Choisissez la nature de la pièce."
_MOTIFS = [choix for choix in MotifRefus.choices if choix[0] != MotifRefus.VIRUS]
_MOTIF_A_CHOISIR = "Choisissez un motif."


class PieceForm(forms.Form):
    """What is deposited. Whether the file is taken is the service's business."""

    genre = forms.TypedChoiceField(
        label="Quelle pièce déposez-vous ?",
        choices=_CHOIX,
        coerce=GenrePiece,
        widget=forms.RadioSelect,
        error_messages={"required": _A_CHOISIR, "invalid_choice": _A_CHOISIR},
    )
    fichier = forms.FileField(
        label="Le fichier",
        help_text=f"PDF, JPEG ou PNG, {ecrire_poids(settings.PIECE_MAX)} et 60 pages au plus, sans mot de passe.",
        widget=forms.FileInput({
            "accept": "application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png",
            "data-poids-max": settings.PIECE_MAX,
        }),
        error_messages={
            "required": "Choisissez le fichier à déposer.",
            "empty": "Ce fichier est vide : choisissez-en un autre.",
            "max_length": "Le nom de ce fichier est trop long : renommez-le.",
            "invalid": "Choisissez le fichier à déposer.",
        },
    )  # fmt: skip

    def clean_fichier(self) -> "UploadedFile[bytes]":
        fichier: UploadedFile[bytes] = self.cleaned_data["fichier"]
        if (fichier.size or 0) > settings.PIECE_MAX:
            raise forms.ValidationError(trop_lourd())
        return fichier


class RefusForm(forms.Form):
    """Why an agent refuses a piece: the member reads it."""

    motif = forms.TypedChoiceField(
        label="Pourquoi la refusez-vous ?",
        choices=_MOTIFS,
        coerce=MotifRefus,
        widget=forms.RadioSelect,
        error_messages={"required": _MOTIF_A_CHOISIR, "invalid_choice": _MOTIF_A_CHOISIR},
    )
    precision = forms.CharField(
        label="Précision pour l’affilié",
        help_text="Par exemple : il manque le verso. Elle est lue par l’affilié, telle quelle.",
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": "300 caractères au plus."},
    )
