"""What a member wants to pay. Validates, never saves."""

from typing import Any

from django import forms
from django.http import QueryDict

from carpimko_portal.lib.montants import ecrire_montant, en_centimes
from cotisations.paiements.a_payer import APayer


class ChampMontant(forms.CharField):
    """An amount in euros as people write it, `1 234,50 €`, given in cents."""

    default_error_messages = {"illisible": "Écrivez un montant en euros, comme 150 ou 150,50."}

    def clean(self, value: Any) -> Any:
        texte = super().clean(value)
        if not texte:
            return None
        for superflu in (" ", "\u00a0", "\u202f", "€"):
            texte = texte.replace(superflu, "")
        try:
            return en_centimes(texte)
        except ValueError:
            raise forms.ValidationError(self.error_messages["illisible"], "illisible") from None


class PaiementForm(forms.Form):
    """Échéances to tick, or an amount. `cleaned_data["centimes"]` is what will be paid."""

    echeances = forms.MultipleChoiceField(
        label="Que voulez-vous payer ?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Votre échéancier a changé entre-temps : choisissez de nouveau."},
    )
    montant = ChampMontant(
        label="Ou un autre montant",
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text="En euros, par exemple 150,50. Les échéances cochées seront payées en premier.",
    )

    def __init__(self, dettes: APayer, donnees: QueryDict | None = None) -> None:
        super().__init__(donnees, initial={"echeances": dettes.proposees})
        self._dettes = dettes
        champ = self.fields["echeances"]
        assert isinstance(champ, forms.MultipleChoiceField)
        champ.choices = [(dette.cle, dette.libelle) for dette in dettes.payables]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if self.errors:
            return donnees
        cochees = sum(dette.a_payer for dette in self._dettes.payables if dette.cle in donnees["echeances"])
        centimes = cochees if donnees["montant"] is None else donnees["montant"]
        if not centimes:
            champ = "echeances" if donnees["montant"] is None else "montant"
            self.add_error(champ, "Cochez au moins une échéance, ou écrivez un montant plus grand que zéro.")
        elif motif := self._hors_bornes(centimes):
            self.add_error("echeances" if donnees["montant"] is None else "montant", motif)
        return {**donnees, "centimes": centimes}

    def _hors_bornes(self, centimes: int) -> str:
        """The service decides again, under the lock of the dossier."""
        dettes = self._dettes
        if centimes > dettes.total:
            return f"Vous devez {ecrire_montant(dettes.total)} en tout : vous ne pouvez pas payer davantage."
        if centimes > dettes.payable:
            return (
                f"Vous pouvez payer {ecrire_montant(dettes.payable)} au plus : le reste est déjà en cours de "
                "prélèvement ou de vérification."
            )
        if centimes < dettes.minimum:
            return f"Le paiement par carte commence à {ecrire_montant(dettes.minimum)}."
        if centimes > dettes.maximum:
            return (
                f"Le paiement par carte s’arrête à {ecrire_montant(dettes.maximum)} : "
                "payez en plusieurs fois, ou par virement."
            )
        return ""
