"""From what is known of a dossier to what its call writes. Pure: nothing is read or written here."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Dossier
from cotisations.appels.calendrier import calendrier
from cotisations.appels.echelonnement import Plan, echelonner
from cotisations.appels.entrees import Entrees, entrees_de_l_appel, situation_de
from cotisations.appels.refus import AppelImpossible, SansObjet
from cotisations.calcul import BaremeAbsent, Simulation, SituationInvalide, bareme_de, simuler
from cotisations.calcul.affiliation import debut_d_affiliation, trimestre_civil, trimestres_affilies
from cotisations.echeancier import Tranche
from cotisations.enums import Periodicite
from cotisations.models import AppelCotisation, Echeance, Ecriture


@dataclass(frozen=True, slots=True)
class Etat:
    """All that the database holds and the call of `annee` needs. Incomes in cents.

    `appel`: the one in force; `ecritures`: those it left, not contre-passées; `echeances`: of the year, in order.
    `est_repris`: the former system called that year already.
    """

    dossier: Dossier
    annee: int
    revenu: int | None = None
    revenu_precedent: int | None = None
    estimation: int | None = None
    base_appelee: int | None = None
    appel: AppelCotisation | None = None
    ecritures: tuple[Ecriture, ...] = ()
    echeances: tuple[Echeance, ...] = ()
    est_repris: bool = False
    periodicite: Periodicite = Periodicite.SEMESTRIELLE
    veut_un_courriel: bool = True


@dataclass(frozen=True, slots=True)
class Emission:
    """A call to write, the day `le`."""

    etat: Etat
    entrees: Entrees
    simulation: Simulation
    plan: Plan
    le: date


def composer(etat: Etat, *, le: date) -> Emission | None:
    """The call of the day `le`; None when the one in force says the same. Raises `AppelImpossible`, `SansObjet`."""
    _exiger_objet(etat)
    if etat.est_repris and etat.appel is None:
        raise AppelImpossible(f"l’appel de {etat.annee} vient déjà de l’ancien système.")
    entrees = entrees_de(etat, le=le)
    if entrees.est_provisoire and entrees.assiette_precedente_centimes is None:
        entrees = entrees._replace(est_taxation=True)
    try:
        simulation = simuler(situation_de(entrees))
    except (BaremeAbsent, SituationInvalide) as refus:
        raise AppelImpossible(str(refus)) from refus
    if etat.appel is not None and _est_le_meme(etat.appel, entrees, simulation):
        return None
    existantes = [Tranche(echeance.date_exigibilite, echeance.montant_centimes) for echeance in etat.echeances]
    total = max(0, simulation.total)
    plan = echelonner(total, etat.periodicite, annee=etat.annee, le=le, existantes=existantes)
    return Emission(etat, entrees, simulation, plan, le)


def entrees_de(etat: Etat, *, le: date) -> Entrees:
    """What the call is computed from, a declaration that is late and missing included."""
    dossier = etat.dossier
    entrees = Entrees(
        annee=etat.annee,
        assiette_centimes=etat.revenu,
        assiette_precedente_centimes=etat.revenu_precedent,
        assiette_estimee_centimes=etat.estimation,
        base_appelee_centimes=None if etat.revenu is None else etat.base_appelee,  # else nothing is regularised yet
        est_taxation=False,
        est_conventionne=dossier.est_conventionne,
        date_debut_activite=dossier.date_affiliation,
        date_radiation=dossier.date_radiation,
    )
    manque = entrees.est_provisoire and calendrier().est_attendue(etat.annee, le=le)
    return entrees._replace(est_taxation=manque)


def _exiger_objet(etat: Etat) -> None:
    """Who stopped during the year keeps the call there is, by quarters; nobody else is called for the first time."""
    dossier, annee = etat.dossier, etat.annee
    if dossier.date_affiliation is None or not (dossier.cotise or etat.appel):
        raise SansObjet("ce dossier ne cotise pas.")
    affiliation = debut_d_affiliation(dossier.date_affiliation)
    if not trimestres_affilies(annee, affiliation, dossier.date_radiation):
        if etat.appel:
            raise AppelImpossible(f"ce dossier n’est plus affilié en {annee}, et un appel y est en vigueur.")
        raise SansObjet(f"ce dossier n’est pas affilié en {annee}.")
    if affiliation.year == annee and trimestre_civil(affiliation) > _dernier_trimestre_appele(annee):
        raise SansObjet(f"l’affiliation du dernier trimestre de {annee} est appelée avec {annee + 1}.")


def _dernier_trimestre_appele(annee: int) -> int:
    try:
        return int(bareme_de(annee).usages.dernier_trimestre_appele.valeur)
    except BaremeAbsent as refus:
        raise AppelImpossible(str(refus)) from refus


def _est_le_meme(appel: AppelCotisation, entrees: Entrees, simulation: Simulation) -> bool:
    """Same inputs, same amounts: a scale put right changes the amounts alone."""
    montants = (simulation.total, simulation.regularisation, simulation.part_cpam, simulation.trimestres)
    return entrees == entrees_de_l_appel(appel) and montants == (
        appel.total_centimes,
        appel.regularisation_centimes,
        appel.part_cpam_centimes,
        appel.trimestres,
    )
