"""What a member thinks to earn this year: an income in whole euros, or a deficit."""

from decimal import Decimal
from typing import Any

from django import forms

from carpimko_portal.lib.montants import ecrire_euros
from cotisations.calcul import annees_connues, bareme_de
from cotisations.calcul.abattement import assiette_sociale
from cotisations.calcul.situation import REVENU_MAX
from cotisations.simulateur.saisie import lire_revenu

NATURES = [
    ("assiette", "Mon assiette sociale, une fois l’abattement fait"),
    ("brut", "Mon revenu brut : recettes moins dépenses, avant cotisations"),
]


class EstimationForm(forms.Form):
    """`assiette` is what counts, once the form is valid. `annee`: the year estimated."""

    nature = forms.ChoiceField(label="Vous estimez", choices=NATURES, initial="assiette", widget=forms.RadioSelect)
    revenu = forms.CharField(
        label="Votre revenu de l’année entière, en euros",
        help_text=f"Sans centimes, de 0 à {ecrire_euros(REVENU_MAX)}. Exemple\u00a0: 38\u202f000",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "champ-revenu"}),
        error_messages={
            "max_length": "Ce montant est trop long\u00a0: écrivez-le en chiffres, par exemple 38\u202f000."
        },
    )
    deficit = forms.BooleanField(
        label="Je prévois un déficit",
        help_text="Cochez cette case si vos dépenses dépasseront vos recettes, et laissez le revenu vide.",
        required=False,
    )

    def __init__(self, annee: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.annee = annee

    @property
    def assiette(self) -> Decimal:
        """Whole euros, after the abatement; 0 for a deficit."""
        revenu: Decimal = self.cleaned_data["revenu"]
        if self.cleaned_data["nature"] == "brut":
            return assiette_sociale(revenu, bareme_de(min(self.annee, annees_connues()[-1])))
        return revenu

    def clean_revenu(self) -> Decimal | None:
        texte: str = self.cleaned_data["revenu"].strip()
        if not texte:
            return None
        try:
            revenu = lire_revenu(texte)
        except ValueError:
            raise forms.ValidationError(
                "Écrivez un montant en euros et en chiffres, par exemple 38\u202f000."
            ) from None
        return _verifier(revenu)

    def clean(self) -> dict[str, Any]:
        """An income or a deficit, and not both."""
        saisie = super().clean() or self.cleaned_data
        revenu, deficit = saisie.get("revenu"), saisie.get("deficit")
        if deficit and revenu:
            self.add_error("revenu", "Vous indiquez un revenu et un déficit\u00a0: gardez l’un des deux.")
        elif "revenu" in saisie and revenu is None:
            if not deficit:
                self.add_error("revenu", "Indiquez le revenu que vous prévoyez, ou cochez la case du déficit.")
            saisie["revenu"] = Decimal(0)
        return saisie


def _verifier(revenu: Decimal) -> Decimal:
    if revenu < 0:
        raise forms.ValidationError(
            "Un revenu ne peut pas être négatif\u00a0: pour un déficit, cochez la case et laissez ce champ vide."
        )
    if revenu > REVENU_MAX:
        raise forms.ValidationError(f"Ce revenu dépasse {ecrire_euros(REVENU_MAX)}\u00a0: vérifiez le nombre de zéros.")
    if revenu != revenu.to_integral_value():
        raise forms.ValidationError(
            f"Arrondissez à l’euro, sans centimes\u00a0: {ecrire_euros(revenu.quantize(Decimal(1)))} par exemple."
        )
    return revenu
