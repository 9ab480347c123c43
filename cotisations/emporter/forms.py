"""Which écritures to take away, and how."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from cotisations.emporter.releve import Periode

FORMATS = [("csv", "CSV"), ("xlsx", "Excel (XLSX)")]
DATES = [("fr", "31/12/2026"), ("iso", "2026-12-31 (ISO 8601)")]
_DATE_ILLISIBLE = "Écrivez une date qui existe, par exemple 01/04/2026."
_PREMIERE, _DERNIERE = date(1948, 1, 1), date(2200, 12, 31)


def _jour(label: str) -> forms.DateField:
    saisie = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    messages = {"invalid": _DATE_ILLISIBLE}
    formes = ["%Y-%m-%d", "%d/%m/%Y"]
    return forms.DateField(label=label, required=False, input_formats=formes, widget=saisie, error_messages=messages)


class ReleveForm(forms.Form):
    """A period, and the look of the dates. Which file it is, a button says."""

    est_filtre = True  # no field of a filter needs to be called optional
    du = _jour("Du")
    au = _jour("Au")
    annee = forms.TypedChoiceField(
        label="Année de cotisation",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Votre compte ne porte rien pour cette année de cotisation."},
    )
    dates = forms.ChoiceField(label="Dates du CSV", choices=DATES, required=False)

    def __init__(self, annees: Iterable[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["annee"]
        assert isinstance(champ, forms.TypedChoiceField)
        champ.choices = [("", "Toutes"), *((annee, str(annee)) for annee in annees)]

    def clean(self) -> dict[str, Any]:
        saisie = super().clean() or self.cleaned_data
        for nom in ("du", "au"):
            if saisie.get(nom) and not _PREMIERE <= saisie[nom] <= _DERNIERE:
                self.add_error(nom, _DATE_ILLISIBLE)
        du, au = saisie.get("du"), saisie.get("au")
        if du and au and du > au:
            self.add_error("au", "Le dernier jour précède le premier : échangez les deux dates.")
        return saisie

    def periode(self) -> Periode:
        return Periode(du=self.cleaned_data["du"], au=self.cleaned_data["au"], annee=self.cleaned_data["annee"])
