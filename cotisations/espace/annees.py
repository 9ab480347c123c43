"""The account year by year: what was asked, what is settled, what remains."""

from dataclasses import dataclass
from datetime import date

from cotisations.echeancier import Tranche, repartir
from cotisations.enums import EtatEcheance
from cotisations.espace.cumuls import Cumuls
from cotisations.selectors import Situation


@dataclass(frozen=True)
class AnneeDuCompte:
    """One year of cotisation, in cents: `demande` = `regle` + `reste`."""

    annee: int
    demande: int
    reste: int
    etat: EtatEcheance

    @property
    def regle(self) -> int:
        return self.demande - self.reste


@dataclass(frozen=True)
class Annees:
    """Latest first. `hors`: owed beyond what any year asks (money given back that was not due)."""

    annees: list[AnneeDuCompte]
    hors: int

    @property
    def demande(self) -> int:
        return sum(annee.demande for annee in self.annees)

    @property
    def regle(self) -> int:
        return sum(annee.regle for annee in self.annees)

    @property
    def reste(self) -> int:
        return sum(annee.reste for annee in self.annees)

    def reste_de(self, annee: int) -> int:
        """What remains of a year; 0 when nothing was ever written of it."""
        return next((une.reste for une in self.annees if une.annee == annee), 0)


def annees_du_compte(cumuls: Cumuls, situation: Situation) -> Annees:
    """Money pays the oldest year first, as it pays the oldest échéance first: what is late is owed by the oldest.

    No query.
    """
    demandes = dict.fromkeys(reversed(cumuls.annees), 0)
    for ligne in cumuls.lignes:
        demandes[ligne.annee] += ligne.demande
    tranches = [Tranche(date(annee, 1, 1), max(0, du), annee) for annee, du in demandes.items()]
    repartition = repartir(tranches, cumuls.solde, le=situation.aujourdhui)
    retard = max(0, situation.en_retard - repartition.hors_echeancier)
    annees = []
    for (annee, demande), suivi in zip(demandes.items(), repartition.suivis, strict=True):
        etat = _etat(demande, suivi.reste, est_en_retard=retard > 0)
        annees.append(AnneeDuCompte(annee, demande, suivi.reste, etat))
        retard -= suivi.reste
    return Annees(annees[::-1], repartition.hors_echeancier)


def _etat(demande: int, reste: int, *, est_en_retard: bool) -> EtatEcheance:
    if not reste:
        return EtatEcheance.PAYEE
    if est_en_retard:
        return EtatEcheance.EN_RETARD
    return EtatEcheance.PARTIELLE if reste < demande else EtatEcheance.A_VENIR
