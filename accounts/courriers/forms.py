"""Forms of the batches. They validate and never save."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

_RANGS = re.compile(r"^\d{1,6}(-\d{1,6})?$")
_RANGS_MAX = 5_000


class RemiseForm(forms.Form):
    """What whoever posts the letters says."""

    poste_le = forms.DateField(
        label="Jour de la remise à La Poste",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
        error_messages={
            "required": "Indiquez le jour de la remise.",
            "invalid": "Indiquez un jour, par exemple 22/11/2026.",
        },
    )
    nombre_de_plis = forms.IntegerField(
        label="Nombre de plis remis",
        help_text="Comptez-les : ce nombre est comparé à celui du lot.",
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Indiquez combien de plis ont été remis.", "invalid": "Écrivez un nombre."},
    )


class RegenerationForm(forms.Form):
    """Why, and which letters: all of them when `rangs` is empty."""

    motif = forms.CharField(
        label="Motif",
        help_text="Par exemple : bourrage de l’imprimante. Il est inscrit au journal.",
        max_length=200,
        error_messages={"required": "Dites pourquoi ces courriers sont imprimés à nouveau."},
    )
    rangs = forms.CharField(
        label="Plis concernés",
        help_text="Leurs rangs, comme ils sont écrits sur les lettres : 4, 12-15. Laissez vide pour tout le lot.",
        required=False,
        max_length=400,
    )

    def clean_rangs(self) -> list[int] | None:
        rangs: set[int] = set()
        for bout in filter(None, (bout.strip() for bout in self.cleaned_data["rangs"].split(","))):
            if not _RANGS.match(bout):
                raise ValidationError("Écrivez des rangs séparés par des virgules, par exemple : 4, 12-15.")
            debut, _, fin = bout.partition("-")
            rangs |= set(range(int(debut), min(int(fin or debut), int(debut) + _RANGS_MAX) + 1))
        return sorted(rangs) or None


class AbandonForm(forms.Form):
    """Why."""

    motif = forms.CharField(
        label="Motif",
        max_length=200,
        help_text="Il est inscrit au journal.",
        error_messages={"required": "Dites pourquoi ce lot est abandonné."},
    )
