"""Forms validate and never save."""

from collections.abc import Iterable
from typing import Any

from django import forms


class FiltreMouvements(forms.Form):
    """Which year of the account to show. An unknown year counts as all of them."""

    est_filtre = True  # no field of a filter needs to be called optional
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)

    def __init__(self, annees: Iterable[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["annee"]
        assert isinstance(champ, forms.TypedChoiceField)
        champ.choices = [("", "Toutes"), *((annee, str(annee)) for annee in annees)]

    def annee_choisie(self) -> int | None:
        self.is_valid()
        choisie: int | None = self.cleaned_data.get("annee")
        return choisie
