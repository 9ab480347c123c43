"""A call as its page shows it: lines explained again, échéances, versions, and the way from the call before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Dossier
from carpimko_portal.lib.montants import ecrire_euros
from cotisations.appels.entrees import situation_de_l_appel
from cotisations.calcul import (
    BaremeAbsent,
    Ligne,
    Reference,
    Simulation,
    Situation,
    SituationInvalide,
    bareme_de,
    simuler,
)
from cotisations.calcul.dire import dire_nombre, dire_taux
from cotisations.calcul.lignes import Origine, Regime
from cotisations.echeancier import Suivi
from cotisations.enums import CauseAppel, Periodicite
from cotisations.espace.cascade import Cascade, tracer
from cotisations.models import AppelCotisation, LigneAppel
from cotisations.selectors import situation
from cotisations.simulateur.resultat import LigneDite, dire_ligne

_PLAUSIBLES = range(1948, 2201)  # an address may say anything: databases count up to a limit
_REGULARISATIONS = frozenset({Regime.REGULARISATION_T1, Regime.REGULARISATION_T2})


@dataclass(frozen=True)
class VersionAppel:
    """A call in a list. Amounts in cents."""

    annee: int
    version: int
    cause: CauseAppel
    emis_le: datetime
    total: int
    est_en_vigueur: bool


@dataclass(frozen=True)
class PageAppel:
    """The call in force of a year. Amounts in cents.

    `est_expliquee`: computing it again gives the same lines; otherwise the scale was put right since, and stored
    figures are shown alone. `cascade`: from the call of the year before, when both can be explained.
    """

    appel: VersionAppel
    periodicite: Periodicite
    regularisation: int
    part_cpam: int
    trimestres: int
    est_taxation: bool
    est_de_l_annee_en_cours: bool
    lignes: list[LigneDite]
    est_expliquee: bool
    a_confirmer: list[Reference]
    suivis: list[Suivi]
    versions: list[VersionAppel]
    precedent: VersionAppel | None
    cascade: Cascade | None

    @property
    def de_l_annee(self) -> int:
        """The total without the régularisation of the year before."""
        return self.appel.total - self.regularisation

    @property
    def annee_regularisee(self) -> int:
        return self.appel.annee - 1

    @property
    def ecart_precedent(self) -> int:
        """What this call asks more than the one before."""
        return self.appel.total - (self.precedent.total if self.precedent else 0)

    @property
    def echelonne(self) -> int:
        """What the échéances of the year ask."""
        return sum(suivi.tranche.montant for suivi in self.suivis)


def appels_du_dossier(dossier: Dossier) -> list[VersionAppel]:
    """The calls in force, latest year first. One query."""
    appels = AppelCotisation.objects.du_dossier(dossier).en_vigueur().recents_dabord()
    return [_version(appel, est_en_vigueur=True) for appel in appels]


def page_de_l_appel(dossier: Dossier, annee: int) -> PageAppel | None:
    """The call of `annee`, `None` when there is none. Four queries."""
    if annee not in _PLAUSIBLES:
        return None
    appels = list(AppelCotisation.objects.du_dossier(dossier).filter(annee__in=(annee, annee - 1)).recents_dabord())
    versions = [appel for appel in appels if appel.annee == annee]
    if not versions:
        return None
    appel, precedent = versions[0], next((un for un in appels if un.annee < annee), None)
    lues = _lignes([un for un in (appel, precedent) if un])
    stockees = [ligne for ligne in lues if ligne.appel_id == appel.pk]
    simulation = _recalculer(appel, stockees)
    avant = _recalculer(precedent, [une for une in lues if une.appel_id == precedent.pk]) if precedent else None
    if simulation:
        dites = [_expliquer(ligne, simulation) for ligne in simulation.lignes]
    else:
        dites = [_telle_quelle(ligne) for ligne in stockees]
    etat = situation(dossier)
    return PageAppel(
        appel=_version(appel, est_en_vigueur=True),
        periodicite=Periodicite(appel.periodicite),
        regularisation=appel.regularisation_centimes,
        part_cpam=appel.part_cpam_centimes,
        trimestres=appel.trimestres,
        est_taxation=appel.est_taxation,
        est_de_l_annee_en_cours=annee == etat.aujourdhui.year,
        lignes=dites,
        est_expliquee=simulation is not None,
        a_confirmer=_a_confirmer(simulation),
        suivis=[s for s in etat.repartition.suivis if s.tranche.annee == annee],
        versions=[_version(une, est_en_vigueur=une is appel) for une in versions],
        precedent=_version(precedent, est_en_vigueur=True) if precedent else None,
        cascade=tracer(avant, simulation) if avant and simulation else None,
    )


def _recalculer(appel: AppelCotisation, stockees: Sequence[LigneAppel]) -> Simulation | None:
    """The call computed again from what was kept; `None` when it would not ask the same any more."""
    try:
        simulation = simuler(situation_de_l_appel(appel))
    except (BaremeAbsent, SituationInvalide):
        return None
    gardees = {(ligne.regime, ligne.montant_centimes) for ligne in stockees}
    return simulation if gardees == {(ligne.regime.value, ligne.montant) for ligne in simulation.lignes} else None


def _expliquer(ligne: Ligne, simulation: Simulation) -> LigneDite:
    return dire_ligne(ligne, revenu_de=annee_du_revenu(ligne, simulation.situation))


def annee_du_revenu(ligne: Ligne, situation: Situation) -> int | None:
    """Of which year is the income behind a line; None for a forfait, or for an income that nobody declared."""
    if ligne.base is None or ligne.origine in {Origine.DEBUT_ACTIVITE, Origine.TAXATION}:
        return None
    if ligne.regime in _REGULARISATIONS or ligne.origine is Origine.ESTIMATION:
        return ligne.annee
    if ligne.regime is Regime.ASV_PROPORTIONNELLE:
        return ligne.annee - int(bareme_de(ligne.annee).asv.recul_du_revenu.valeur)
    return ligne.annee - 1


def _telle_quelle(ligne: LigneAppel) -> LigneDite:
    """What was asked, without the why of it."""
    return LigneDite(
        libelle=ligne.libelle,
        base="" if ligne.base is None else ecrire_euros(ligne.base),
        taux="" if ligne.taux is None else dire_taux(ligne.taux),
        points="" if ligne.points is None else dire_nombre(ligne.points),
        montant=ligne.montant_centimes,
    )


def _a_confirmer(simulation: Simulation | None) -> list[Reference]:
    lignes = simulation.lignes if simulation else ()
    return list(dict.fromkeys(reference for ligne in lignes for reference in ligne.a_confirmer))


def _lignes(appels: Sequence[AppelCotisation]) -> list[LigneAppel]:
    return list(LigneAppel.objects.filter(appel__in=[appel.pk for appel in appels]).order_by("appel", "pk"))


def _version(appel: AppelCotisation, *, est_en_vigueur: bool) -> VersionAppel:
    return VersionAppel(
        annee=appel.annee,
        version=appel.version,
        cause=CauseAppel(appel.cause),
        emis_le=appel.emis_le,
        total=appel.total_centimes,
        est_en_vigueur=est_en_vigueur,
    )
