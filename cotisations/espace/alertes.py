"""What a delay would cost, said before it does: in money (CSS R243-16) and in rights."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cotisations.calcul import annees_connues, bareme_de
from cotisations.calcul.majorations import majoration_de_retard
from cotisations.echeancier import Suivi
from cotisations.enums import EtatEcheance
from cotisations.prelevements.en_route import Annonce
from cotisations.selectors import Situation

PREAVIS = timedelta(days=15)


@dataclass(frozen=True)
class Alerte:
    """Late, or soon due. Amounts in cents.

    `du`: what is late; when nothing is, what falls due by `le`, in `jours`. `le` is unknown when what is late is in
    no échéance. `majoration`: what the delay costs if all of it is paid today, or the day after `le`;
    `majoration_ensuite`: a month later, on `ensuite_le`. `annonce`: a debit will pay all of what falls due.
    """

    est_en_retard: bool
    du: int
    le: date | None
    jours: int
    majoration: int
    majoration_ensuite: int
    ensuite_le: date
    annonce: Annonce | None = None


Annonces = Callable[[date], Annonce | None]


def _sans_prelevement(exigible_le: date) -> None:
    return


def alerte(situation: Situation, annonces: Annonces = _sans_prelevement) -> Alerte | None:
    """Nothing when no échéance is late nor due within 15 days.

    `annonces` is asked, of the échéance that approaches alone, which debit will pay it.
    """
    aujourdhui = situation.aujourdhui
    retards = [s for s in situation.repartition.suivis if s.etat == EtatEcheance.EN_RETARD]
    if situation.en_retard:
        return _composer(retards, aujourdhui, aujourdhui, est_en_retard=True, du=situation.en_retard)
    prochaine = situation.prochaine
    if prochaine is None or prochaine.tranche.exigible_le > aujourdhui + PREAVIS:
        return None
    lendemain = prochaine.tranche.exigible_le + timedelta(days=1)
    annonce = annonces(prochaine.tranche.exigible_le)
    trouvee = _composer([prochaine], lendemain, aujourdhui, est_en_retard=False, du=prochaine.reste)
    return replace(trouvee, annonce=annonce) if annonce and annonce.montant >= prochaine.reste else trouvee


def _composer(suivis: list[Suivi], paye_le: date, aujourdhui: date, *, est_en_retard: bool, du: int) -> Alerte:
    premier = suivis[0].tranche.exigible_le if suivis else None
    ensuite = _un_mois_apres(paye_le)
    return Alerte(
        est_en_retard=est_en_retard,
        du=du,
        le=premier,
        jours=max(0, (premier - aujourdhui).days) if premier else 0,
        majoration=_majoration(suivis, paye_le),
        majoration_ensuite=_majoration(suivis, ensuite),
        ensuite_le=ensuite,
    )


def _majoration(suivis: list[Suivi], paye_le: date) -> int:
    """What each part still unpaid costs, with the rates of its year, or the nearest known."""
    total = 0
    for suivi in suivis:
        exigible = suivi.tranche.exigible_le
        annee = min(max(exigible.year, annees_connues()[0]), annees_connues()[-1])
        total += majoration_de_retard(suivi.reste, exigible_le=exigible, paye_le=paye_le, bareme=bareme_de(annee)).total
    return total


def _un_mois_apres(jour: date) -> date:
    """The same day of the next month, or its last one: one month more has begun."""
    premier = (jour.replace(day=1) + timedelta(days=32)).replace(day=1)
    dernier = (premier + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return premier.replace(day=min(jour.day, dernier.day))
