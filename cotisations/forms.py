"""Forms validate and never save."""

from typing import Any

from django import forms

from cotisations.enums import Nature
from cotisations.espace.cumuls import Cumuls
from cotisations.espace.historique import Recherche, Tri


class FiltreHistorique(forms.Form):
    """Which écritures to show. What cannot be understood filters nothing."""

    est_filtre = True  # no field of a filter needs to be called optional
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    nature = forms.TypedChoiceField(label="Nature", required=False, coerce=Nature, empty_value=None)
    tri = forms.TypedChoiceField(
        label="Ordre", required=False, coerce=Tri, empty_value=Tri.RECENTES, choices=Tri.choices
    )

    def __init__(self, cumuls: Cumuls, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choix("annee", [("", "Toutes"), *((annee, str(annee)) for annee in cumuls.annees)])
        self._choix("nature", [("", "Toutes"), *((nature, nature.label) for nature in cumuls.natures)])

    def recherche(self) -> Recherche:
        self.is_valid()
        lus = self.cleaned_data
        return Recherche(lus.get("annee"), lus.get("nature"), lus.get("tri", Tri.RECENTES))

    def _choix(self, nom: str, choix: list[Any]) -> None:
        champ = self.fields[nom]
        assert isinstance(champ, forms.ChoiceField)
        champ.choices = choix
