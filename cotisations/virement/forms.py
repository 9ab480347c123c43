"""How much a member wants to pay by virement. Validates, never saves: asked by GET, it only draws a code."""

from typing import Any

from django import forms
from django.http import QueryDict

from cotisations.paiements.forms import ChampMontant
from cotisations.virement.rib import MAXIMUM
from cotisations.virement.selectors import APayerParVirement

AUTRE = "autre"


class MontantVirementForm(forms.Form):
    """One of the amounts that are owed, or another one. `centimes` is what was chosen, owed or not."""

    montant = forms.ChoiceField(label="Combien voulez-vous payer ?", required=False, widget=forms.RadioSelect)
    autre = ChampMontant(
        label="Un autre montant",
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text="En euros, par exemple 150,50.",
    )

    def __init__(self, a_payer: APayerParVirement, donnees: QueryDict) -> None:
        demande = "montant" in donnees or "autre" in donnees
        super().__init__(donnees if demande else None, initial={"montant": a_payer.choix[0].code})
        self._montants = {choix.code: choix.centimes for choix in a_payer.choix}
        champ = self.fields["montant"]
        assert isinstance(champ, forms.ChoiceField)
        champ.choices = [(choix.code, choix.libelle) for choix in a_payer.choix]
        if len(a_payer.choix) == 1:  # nothing is owed: the amount is asked alone
            champ.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if self.errors or self._code(donnees) != AUTRE:
            return donnees
        autre = donnees.get("autre")
        if autre is None or not 0 < autre <= MAXIMUM:
            self.add_error("autre", "Écrivez un montant plus grand que zéro.")
        return donnees

    def centimes(self) -> int:
        """What was chosen, the first amount owed when nothing was, 0 when it cannot be understood."""
        if not self.is_bound:
            return self._montants[self.initial["montant"]]
        if not self.is_valid():
            return 0
        code = self._code(self.cleaned_data)
        return int(self.cleaned_data["autre"]) if code == AUTRE else self._montants[code]

    @staticmethod
    def _code(donnees: dict[str, Any]) -> str:
        """An amount that was written is the one that counts."""
        return AUTRE if donnees.get("autre") is not None else donnees.get("montant") or AUTRE
