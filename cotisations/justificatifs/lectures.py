"""What documents read of the account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accounts.models import Dossier
from cotisations.enums import Nature
from cotisations.models import Ecriture, LigneAppel
from documents.registry import Demande

PAIEMENTS = frozenset({Nature.PRELEVEMENT, Nature.VIREMENT, Nature.CARTE})
RENDUS = frozenset({Nature.REJET, Nature.REMBOURSEMENT, Nature.LITIGE})


@dataclass(frozen=True)
class Operation:
    """One écriture. `montant` in cents, negative when due; `annee` of cotisation."""

    le: date
    libelle: str
    nature: Nature
    annee: int
    montant: int


def annees_et_natures(dossier: Dossier) -> set[tuple[int, Nature]]:
    """The natures met in each civil year. One query, for all the types of documents that have one a year."""
    paires = Ecriture.objects.du_dossier(dossier).order_by().values_list("date_operation__year", "nature").distinct()
    return {(annee, Nature(nature)) for annee, nature in paires}


def annees_du_compte(dossier: Dossier) -> list[int]:
    """Civil years with at least one écriture, latest first. One query."""
    return dernieres_dabord(annee for annee, _ in annees_et_natures(dossier))


def dernieres_dabord(annees: Iterable[int]) -> list[int]:
    """Each once."""
    return sorted(set(annees), reverse=True)


def annees_de_paiement(demande: Demande) -> list[int]:
    """Civil years with at least one payment, latest first."""
    return dernieres_dabord(annee for annee, nature in demande.lire(annees_et_natures) if nature in PAIEMENTS)


def operations(dossier: Dossier, debut: date, fin: date) -> list[Operation]:
    """The écritures of these days, both included, oldest first. One query."""
    valeurs = (
        Ecriture.objects.du_dossier(dossier)
        .filter(date_operation__range=(debut, fin))
        .order_by("date_operation", "pk")
        .values_list("date_operation", "libelle", "nature", "annee", "montant_centimes")
    )
    return [Operation(le, mot, Nature(nature), annee, montant) for le, mot, nature, annee, montant in valeurs]


def solde_avant(dossier: Dossier, jour: date) -> int:
    """The solde in cents when the day `jour` began. One query."""
    return Ecriture.objects.du_dossier(dossier).filter(date_operation__lt=jour).solde_centimes()


def lignes_appelees(dossier: Dossier, annee: int) -> list[tuple[str, int]]:
    """(label, cents) of each line of the call in force for a year of cotisation; empty without one. One query."""
    lignes = LigneAppel.objects.filter(appel__dossier=dossier, appel__annee=annee, appel__remplace_par__isnull=True)
    return list(lignes.order_by("pk").values_list("libelle", "montant_centimes"))
