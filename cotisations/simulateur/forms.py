"""The form of the simulator: GET, so that its address is the simulation. Nothing in it says who is asking."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms

from accounts.enums import Profession
from cotisations.calcul import (
    BaremeAbsent,
    Simulation,
    Situation,
    SituationInvalide,
    annees_connues,
    bareme_de,
    simuler,
)
from cotisations.calcul.abattement import assiette_sociale
from cotisations.calcul.situation import REVENU_MAX
from cotisations.simulateur.champs import Champ, dire_champ
from cotisations.simulateur.saisie import lire_date, lire_revenu

NATURES = [("assiette", "Mon revenu net ou mon assiette sociale"), ("brut", "Mon revenu brut")]


class _LuField(forms.CharField):
    """Text that `lire` understands; what it says of the rest is the error."""

    def __init__(self, lire: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)
        self._lire = lire

    def clean(self, value: Any) -> Any:
        texte = super().clean(value)
        try:
            return self._lire(texte) if texte else None
        except ValueError as erreur:
            raise forms.ValidationError(str(erreur)) from erreur


def _revenu(label: str, aide: str = "") -> _LuField:
    saisie = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "champ-revenu"})
    return _LuField(lire_revenu, label=label, help_text=aide, widget=saisie)


class SimulationForm(forms.Form):
    """One situation, and another one to compare it with. An option that is not on the list is an error."""

    profession = forms.ChoiceField(
        label="Profession", required=False, choices=[("", "Non précisée"), *Profession.choices]
    )
    annee = forms.TypedChoiceField(label="Année", coerce=int, error_messages={"required": "Choisissez une année."})
    nature = forms.ChoiceField(label="Vous connaissez", choices=NATURES, required=False, widget=forms.RadioSelect)
    revenu = _revenu("Ce revenu, en euros", "Celui de l’année précédente, pour 12 mois. Exemple\u00a0: 45\u202f000")
    conventionne = forms.ChoiceField(
        label="Conventionné avec l’Assurance maladie",
        choices=[("oui", "Oui"), ("non", "Non")],
        required=False,
        widget=forms.RadioSelect,
    )
    debut_activite = _LuField(
        lire_date,
        label="Début d’activité",
        help_text="S’il a moins de deux ans. La première année, le revenu peut rester vide.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    assiette_precedente = _revenu(
        "Revenu de l’année d’avant", "Il ajoute la régularisation du régime de base, déjà appelé sur ce revenu."
    )
    autre_annee = forms.TypedChoiceField(label="Une autre année", required=False, coerce=int, empty_value=None)
    autre_revenu = _revenu("Un autre revenu")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.simulations: list[Simulation] = []
        annees = [(annee, str(annee)) for annee in reversed(annees_connues())]
        sans_bareme = (
            f"Il n’y a pas de barème pour cette année\u00a0: choisissez une année de {annees[-1][0]} à {annees[0][0]}."
        )
        for nom in ("annee", "autre_annee"):
            self.fields[nom].error_messages["invalid_choice"] = sans_bareme
        self._choix("annee", annees)
        self._choix("autre_annee", [("", "Aucune"), *annees])

    @property
    def principaux(self) -> list[Champ]:
        """What everyone is asked, in the order of the page."""
        noms = ("annee", "nature", "revenu", "conventionne")
        return [*(dire_champ(self, nom) for nom in noms), dire_champ(self, "profession", est_facultatif=True)]

    @property
    def options(self) -> list[dict[str, Any]]:
        """What may be added: `titre`, `champs`, and `est_ouvert` when in use or at fault."""
        return [
            self._groupe("Affiner\u00a0: début d’activité, régularisation", "debut_activite", "assiette_precedente"),
            self._groupe("Comparer avec…", "autre_annee", "autre_revenu"),
        ]

    def clean(self) -> dict[str, Any]:
        """Computes: `simulations` has one or two of them when the form is valid."""
        saisie = super().clean() or self.cleaned_data
        if not self.errors:
            self._calculer(saisie)
        return saisie

    def adresse(self) -> str:
        """The query string of this simulation, without what is not said."""
        return urlencode({nom: texte for nom in self.fields if (texte := self.data.get(nom, "").strip())})

    def _calculer(self, saisie: Mapping[str, Any]) -> None:
        cas = [(saisie["annee"], saisie["revenu"], ("annee", "revenu"))]
        if saisie["autre_annee"] or saisie["autre_revenu"] is not None:
            autre = saisie["revenu"] if saisie["autre_revenu"] is None else saisie["autre_revenu"]
            cas.append((saisie["autre_annee"] or saisie["annee"], autre, ("autre_annee", "autre_revenu")))
        for annee, revenu, champs in cas:
            self._simuler(saisie, annee, revenu, dict(zip(("annee", "assiette"), champs, strict=True)))

    def _simuler(self, saisie: Mapping[str, Any], annee: int, revenu: Any, champs: dict[str, str]) -> None:
        try:
            situation = Situation(
                annee=annee,
                assiette=self._assiette(saisie["nature"], annee, revenu),
                assiette_precedente=saisie["assiette_precedente"],
                conventionne=saisie["conventionne"] != "non",
                debut_activite=saisie["debut_activite"],
            )
            self.simulations.append(simuler(situation))
        except SituationInvalide as refus:
            self.add_error(champs.get(refus.champ, refus.champ), str(refus))
        except BaremeAbsent as refus:
            self.add_error(champs["annee"], str(refus))

    def _assiette(self, nature: str, annee: int, revenu: Any) -> Any:
        if nature != "brut" or revenu is None or not 0 <= revenu <= REVENU_MAX:
            return revenu
        try:
            return assiette_sociale(revenu, bareme_de(annee))
        except SituationInvalide as refus:
            raise SituationInvalide("nature", str(refus)) from refus

    def _choix(self, nom: str, choix: list[Any]) -> None:
        champ = self.fields[nom]
        assert isinstance(champ, forms.ChoiceField)
        champ.choices = choix

    def _groupe(self, titre: str, *noms: str) -> dict[str, Any]:
        champs = [dire_champ(self, nom, est_facultatif=True) for nom in noms]
        return {"titre": titre, "champs": champs, "est_ouvert": any(c.valeur or c.erreurs for c in champs)}
