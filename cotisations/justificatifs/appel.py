"""Appel de cotisations: the call in force of a year, zone by zone, and how to read it."""

from dataclasses import dataclass

from accounts.adresse_postale import civilite
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from carpimko_portal.lib.textes import lisible
from cotisations.appels.calendrier import calendrier
from cotisations.appels.entrees import entrees_de_l_appel, situation_de_l_appel
from cotisations.appels.presentation import LigneDite, dire_revenus
from cotisations.appels.selectors import AppelLu, annees_appelees, appel_de_l_annee
from cotisations.calcul import BaremeAbsent, SituationInvalide, simuler
from cotisations.enums import CauseAppel
from cotisations.models import AppelCotisation
from documents.enums import Portee
from documents.lettres import Lettre, lettre_au
from documents.registry import Demande, TypeDocument
from documents.tableaux import Colonne, Tableau

_COLONNES = (
    Colonne("Zone", "zone"),
    Colonne("Ligne", "ligne"),
    Colonne("Base", "base"),
    Colonne("Taux", "taux"),
    Colonne("Points", "points"),
    Colonne("Montant", "montant", en_centimes=True),
)


@dataclass(frozen=True)
class Zone:
    """A part of the call under one letter. `total` is empty when there is none."""

    lettre: str
    titre: str
    lignes: tuple[LigneDite, ...]
    total: str


@dataclass(frozen=True)
class DocumentDAppel:
    """`tableau` is for machines; `zones` and the rest are what the page shows. `guide`: (letter, how to read it)."""

    annee: int
    lettre: Lettre
    personne: str
    constat: str
    lignes: tuple[tuple[str, str], ...]
    zones: tuple[Zone, ...]
    total: str
    echeances: tuple[tuple[str, str], ...]
    guide: tuple[tuple[str, str, str], ...]
    mentions: tuple[str, ...]
    tableau: Tableau


def construire(demande: Demande) -> DocumentDAppel:
    """Of the year asked, or of the last one."""
    annee = demande.annee or demande.lire(annees_appelees)[0]
    lu = appel_de_l_annee(demande.dossier, annee)
    dossier, appel, dit = demande.dossier, lu.appel, lu.dit
    zones = [Zone("B", f"Cotisations {annee}", tuple(dit.lignes), dit.total_de_l_annee)]
    if dit.lignes_de_regularisation:
        lignes = tuple(dit.lignes_de_regularisation)
        zones.append(Zone("C", f"Régularisation {annee - 1} du régime de base", lignes, dit.regularisation))
    return DocumentDAppel(
        annee=annee,
        lettre=lettre_au(dossier, demande.le),
        personne=f"{civilite(dossier)} {lisible(dossier.prenom)} {lisible(dossier.nom)}",
        constat=_constat(appel),
        lignes=tuple(dire_revenus(entrees_de_l_appel(appel))) or (("Revenus", "Base forfaitaire de début d’activité"),),
        zones=tuple(zones),
        total=dit.total,
        echeances=tuple(dit.echeances),
        guide=_guide(appel),
        mentions=_mentions(appel),
        tableau=_tableau(lu),
    )


def annees(demande: Demande) -> list[int]:
    """Those with a call, latest first."""
    return demande.lire(annees_appelees)


def _constat(appel: AppelCotisation) -> str:
    le = ecrire_date(appel.emis_le.date())
    if appel.version == 1:
        return f"Cet appel a été émis le {le}."
    cause = CauseAppel(appel.cause).pour_soi
    return f"Cet appel, émis le {le}, remplace le précédent. Motif\u00a0: {cause[:1].lower()}{cause[1:]}."


def _guide(appel: AppelCotisation) -> tuple[tuple[str, str, str], ...]:
    annee = appel.annee
    lu = [
        ("A", "Vos revenus", _sur_les_revenus(appel)),
        (
            "B",
            f"Cotisations {annee}",
            "Chaque ligne est la base multipliée par son taux, ou un forfait, arrondie à l’euro. La base est votre "
            "revenu, entre le minimum et le plafond de chaque régime. Les points s’ajoutent à votre retraite.",
        ),
    ]
    if appel.regularisation_centimes or appel.assiette_centimes is not None:
        lu.append(
            (
                "C",
                f"Régularisation {annee - 1}",
                f"Le régime de base {annee - 1} est recalculé, au centime, sur votre revenu {annee - 1}, moins ce qui "
                "avait été appelé. Un montant négatif vous est rendu. Les autres régimes ne sont pas régularisés.",
            )
        )
    suite = "Une échéance déjà passée, ou trop proche, garde son montant\u00a0: le reste est réparti sur les suivantes."
    return (*lu, ("D", "Vos échéances", f"Chacune est payable jusqu’à sa date, incluse. {suite}"))


def _sur_les_revenus(appel: AppelCotisation) -> str:
    if appel.est_taxation:
        return (
            f"Votre revenu {appel.annee - 1} ne nous est pas parvenu\u00a0: l’appel est calculé sur 5\u00a0PASS. "
            "Déclarez-le\u00a0: l’appel sera refait."
        )
    if appel.assiette_estimee_centimes is not None:
        return "Le régime de base est appelé sur le revenu que vous avez estimé. Il sera régularisé une fois déclaré."
    if appel.assiette_centimes is None and appel.assiette_precedente_centimes is not None:
        return (
            f"Votre revenu {appel.annee - 1} n’est pas encore déclaré\u00a0: l’appel est provisoire, sur celui de "
            f"{appel.annee - 2}. Il sera recalculé."
        )
    return f"C’est votre revenu {appel.annee - 1}, après abattement, tel que vous l’avez déclaré."


def _mentions(appel: AppelCotisation) -> tuple[str, ...]:
    mentions = ["Ce que vous avez déjà versé, et le solde du jour, se lisent dans votre espace personnel."]
    if appel.part_cpam_centimes:
        part = ecrire_montant(appel.part_cpam_centimes)
        mentions.append(f"L’Assurance maladie verse en plus {part} d’ASV\u00a0: cette part ne vous est pas demandée.")
    mentions.append(f"Trimestres validés au régime de base\u00a0: {appel.trimestres}.")
    return (*mentions, *_a_confirmer(appel), calendrier().note)


def _a_confirmer(appel: AppelCotisation) -> tuple[str, ...]:
    """The figures of the call that no text says for sure. Nothing when the scale has changed since."""
    try:
        simulation = simuler(situation_de_l_appel(appel))
    except (BaremeAbsent, SituationInvalide):
        return ()
    if simulation.total != appel.total_centimes:
        return ()
    doutes = {une.libelle: None for ligne in simulation.lignes for une in ligne.a_confirmer}
    return (f"À confirmer auprès de la caisse\u00a0: {', '.join(doutes).lower()}.",) if doutes else ()


def _tableau(lu: AppelLu) -> Tableau:
    lignes = tuple(
        (
            "B" if une.annee == lu.appel.annee else "C",
            une.libelle,
            None if une.base is None else str(une.base),
            None if une.taux is None else str(une.taux.normalize()),
            None if une.points is None else str(une.points),
            une.montant_centimes,
        )
        for une in lu.lignes
    )
    total = ("Total", None, None, None, None, lu.appel.total_centimes)
    return Tableau(f"Appel de cotisations {lu.appel.annee}", _COLONNES, lignes, total)


APPEL_DE_COTISATIONS = TypeDocument(
    code="appel-de-cotisations",
    titre="Appel de cotisations",
    description="Il dit ce qui vous est demandé pour l’année, ligne par ligne, et comment le lire.",
    action="Obtenir mon appel de cotisations",
    gabarit="pdf/appel/v1.html",
    constructeur=construire,
    annees=annees,
    portee=Portee.COTISATIONS,
)
