"""The first page of cotisations: today's answer, then by year, by régime, and the last movements."""

from dataclasses import dataclass
from functools import partial

from accounts.models import Dossier
from cotisations.espace.alertes import Alerte, alerte
from cotisations.espace.annees import Annees, annees_du_compte
from cotisations.espace.cumuls import cumuls
from cotisations.espace.regimes import Regimes, regimes_du_compte
from cotisations.prelevements.en_route import annonce_du
from cotisations.selectors import Mouvement, Situation, derniers_mouvements, situation

MOUVEMENTS = 5


@dataclass(frozen=True)
class PageSolde:
    situation: Situation
    alerte: Alerte | None
    annees: Annees
    regimes: Regimes
    mouvements: list[Mouvement]


def page_du_solde(dossier: Dossier) -> PageSolde:
    """Four queries, whatever the number of écritures."""
    lus = cumuls(dossier)
    etat = situation(dossier, solde=lus.solde)
    annees = annees_du_compte(lus, etat)
    return PageSolde(
        situation=etat,
        alerte=alerte(etat, partial(annonce_du, dossier)),
        annees=annees,
        regimes=regimes_du_compte(dossier, annees, etat),
        mouvements=derniers_mouvements(dossier, MOUVEMENTS),
    )
