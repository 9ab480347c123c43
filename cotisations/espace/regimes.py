"""The account régime by régime, « à titre indicatif »: payments name none."""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import Dossier
from cotisations.calcul import Regime
from cotisations.calcul.ventilation import EcheanceSuivie, Rubrique, par_rubrique, restes
from cotisations.espace.annees import Annees
from cotisations.models import LigneAppel
from cotisations.selectors import Situation

LIBELLES = {
    Rubrique.BASE: "Régime de base",
    Rubrique.INVALIDITE_DECES: "Invalidité-décès",
    Rubrique.COMPLEMENTAIRE: "Régime complémentaire",
    Rubrique.ASV: "ASV",
}


@dataclass(frozen=True)
class LigneRegime:
    """What a régime was asked, and what remains of it, in cents."""

    libelle: str
    demande: int
    reste: int

    @property
    def regle(self) -> int:
        return self.demande - self.reste


@dataclass(frozen=True)
class Regimes:
    """One line each, then what no call details. `annees`: those whose call is known, latest first."""

    lignes: list[LigneRegime]
    annees: list[int]


def regimes_du_compte(dossier: Dossier, annees: Annees, situation: Situation) -> Regimes:
    """From the calls in force. One query."""
    appels = _lignes_en_vigueur(dossier)
    demandes, dus = dict.fromkeys(Rubrique, 0), dict.fromkeys(Rubrique, 0)
    for annee, lignes in appels.items():
        rubriques = par_rubrique(lignes)
        for rubrique, montant in rubriques.items():
            demandes[rubrique] += montant
        for rubrique, montant in _restes(annee, rubriques, annees, situation).items():
            dus[rubrique] += montant
    detaillees = [LigneRegime(LIBELLES[r], demandes[r], dus[r]) for r in Rubrique if demandes[r]]
    return Regimes(_avec_le_reste(detaillees, annees), sorted(appels, reverse=True))


def _restes(annee: int, rubriques: dict[Rubrique, int], annees: Annees, situation: Situation) -> dict[Rubrique, int]:
    suivies = [
        EcheanceSuivie(suivi.tranche.montant, suivi.reste)
        for suivi in situation.repartition.suivis
        if suivi.tranche.annee == annee
    ]
    if suivies:
        return restes(rubriques, suivies)
    du = annees.reste_de(annee)  # a call without échéances: what remains of its year, as one
    return restes(rubriques, [EcheanceSuivie(max(du, sum(rubriques.values())), du)]) if du else {}


def _avec_le_reste(lignes: list[LigneRegime], annees: Annees) -> list[LigneRegime]:
    """The sums of the columns are those of the account: what no call details has its line."""
    demande = annees.demande - sum(ligne.demande for ligne in lignes)
    reste = annees.reste - sum(ligne.reste for ligne in lignes)
    return [*lignes, LigneRegime("Non ventilé", demande, reste)] if lignes and (demande or reste) else lignes


def _lignes_en_vigueur(dossier: Dossier) -> dict[int, list[tuple[Regime, int]]]:
    lignes = LigneAppel.objects.filter(appel__dossier=dossier, appel__remplace_par__isnull=True)
    trouvees: defaultdict[int, list[tuple[Regime, int]]] = defaultdict(list)
    for annee, regime, montant in lignes.order_by().values_list("appel__annee", "regime", "montant_centimes"):
        trouvees[annee].append((Regime(regime), montant))
    return dict(trouvees)
