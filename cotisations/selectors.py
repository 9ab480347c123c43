"""Reads shaped for a page."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.utils import timezone

from accounts.models import Dossier
from cotisations.echeancier import Repartition, Suivi, repartir
from cotisations.enums import EtatEcheance, Nature
from cotisations.models import Ecriture, EcritureQuerySet
from cotisations.restes import repartition_du, tranches

PAR_PAGE = 25
_DEMANDES = frozenset({Nature.APPEL, Nature.REGULARISATION, Nature.MAJORATION})


@dataclass(frozen=True)
class Situation:
    """What is owed today. Amounts in cents, never negative."""

    repartition: Repartition
    aujourdhui: date

    @cached_property
    def en_retard(self) -> int:
        """Owed since before today, échéancier or not."""
        retards = sum(suivi.reste for suivi in self.repartition.suivis if suivi.etat == EtatEcheance.EN_RETARD)
        return retards + self.repartition.hors_echeancier

    @cached_property
    def nombre_en_retard(self) -> int:
        """How many échéances are late; one for a debt that is in none."""
        nombre = sum(suivi.etat == EtatEcheance.EN_RETARD for suivi in self.repartition.suivis)
        return nombre or int(self.repartition.hors_echeancier > 0)

    @cached_property
    def a_venir(self) -> int:
        return self.reste - self.en_retard

    @cached_property
    def reste(self) -> int:
        """All that is still owed, due or not."""
        return sum(suivi.reste for suivi in self.repartition.suivis) + self.repartition.hors_echeancier

    @cached_property
    def prochaine(self) -> Suivi | None:
        """The next échéance to pay that is not late."""
        a_payer = (s for s in self.repartition.suivis if s.reste and s.etat != EtatEcheance.EN_RETARD)
        return next(a_payer, None)

    @cached_property
    def en_retard_depuis(self) -> date | None:
        """Date of the oldest late échéance."""
        return next((s.tranche.exigible_le for s in self.repartition.suivis if s.etat == EtatEcheance.EN_RETARD), None)


@dataclass(frozen=True)
class AnneeEcheancier:
    """One year of the échéancier. Amounts in cents."""

    annee: int
    suivis: list[Suivi]
    appele: int
    reste: int

    @property
    def paye(self) -> int:
        return self.appele - self.reste

    @property
    def etats(self) -> list[EtatEcheance]:
        """The states met in the year, each once: the legend of its frise."""
        presents = {suivi.etat for suivi in self.suivis}
        return [etat for etat in EtatEcheance if etat in presents]


@dataclass(frozen=True)
class Mouvement:
    """A line of the account as a page shows it: `montant` in cents, counted in one of two columns.

    All that was versé minus all that was demandé is the solde.
    """

    date: date
    libelle: str
    montant: int
    est_demande: bool


@dataclass(frozen=True)
class PageMouvements:
    """Some movements and their place among all."""

    page: Page[Ecriture]
    mouvements: list[Mouvement]


def situation(dossier: Dossier) -> Situation:
    """Solde against échéances. Two queries, whatever the number of écritures."""
    aujourdhui = timezone.localdate()
    return Situation(repartition_du(dossier, le=aujourdhui), aujourdhui)


def situation_de_l_annee(dossier: Dossier) -> Situation:
    """The same, without the échéances of past years when all of them are paid. Two queries, or three."""
    aujourdhui = timezone.localdate()
    solde = Ecriture.objects.du_dossier(dossier).solde_centimes()
    lues = tranches(dossier, depuis=date(aujourdhui.year, 1, 1))
    if -solde > sum(tranche.ouvert for tranche in lues):  # what is owed is owed on the latest ones first
        lues = tranches(dossier)
    return Situation(repartir(lues, solde, le=aujourdhui), aujourdhui)


def echeancier_par_annee(situation: Situation) -> list[AnneeEcheancier]:
    """The latest year first; inside a year, the first due first. No query."""
    annees = []
    for annee, groupe in groupby(situation.repartition.suivis, key=lambda suivi: suivi.tranche.exigible_le.year):
        suivis = list(groupe)
        appele = sum(suivi.tranche.montant for suivi in suivis)
        annees.append(AnneeEcheancier(annee, suivis, appele, sum(suivi.reste for suivi in suivis)))
    return annees[::-1]


def derniers_mouvements(dossier: Dossier, nombre: int) -> list[Mouvement]:
    """The latest écritures. One query."""
    return _mouvements(Ecriture.objects.du_dossier(dossier).recentes_dabord()[:nombre])


def mouvements(dossier: Dossier, *, annee: int | None, page: str | None) -> PageMouvements:
    """A page of the account, of one year of cotisation when given. Two queries."""
    ecritures = Ecriture.objects.du_dossier(dossier).recentes_dabord()
    if annee is not None:
        ecritures = ecritures.filter(annee=annee)
    lue = Paginator(ecritures, PAR_PAGE).get_page(page)
    debut = (lue.number - 1) * PAR_PAGE
    return PageMouvements(page=lue, mouvements=_mouvements(ecritures[debut : debut + PAR_PAGE]))


def annees_du_compte(dossier: Dossier) -> list[int]:
    """Years of cotisation with at least one écriture, latest first. One query."""
    annees = Ecriture.objects.du_dossier(dossier).order_by("-annee").values_list("annee", flat=True).distinct()
    return list(annees)


def _mouvements(ecritures: EcritureQuerySet) -> list[Mouvement]:
    champs = ecritures.values_list("date_operation", "libelle", "nature", "montant_centimes")
    return [mouvement_de(le, libelle, Nature(nature), montant) for le, libelle, nature, montant in champs]


def mouvement_de(le: date, libelle: str, nature: Nature, montant: int) -> Mouvement:
    """The line of an écriture of `montant` cents, negative when it is owed."""
    # Giving money back (rejet, remboursement) takes from what was paid; a reprise is what its sign says.
    demande = nature in _DEMANDES or (nature is Nature.REPRISE and montant < 0)
    return Mouvement(le, libelle, -montant if demande else montant, est_demande=demande)
