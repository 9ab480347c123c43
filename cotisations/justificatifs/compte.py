"""What the documents of the account share: their shape, and how they say who and how much."""

from dataclasses import dataclass
from datetime import date

from accounts.adresse_postale import civilite
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from carpimko_portal.lib.textes import lisible
from documents.lettres import Lettre, lettre_au
from documents.registry import Demande
from documents.tableaux import Tableau

GABARIT = "pdf/compte/v1.html"


@dataclass(frozen=True)
class DocumentDeCompte:
    """`personne` and `constat` make one sentence; `lignes` are (label, value) pairs; `sujet` tells types apart."""

    sujet: str
    annee: int | None
    lettre: Lettre
    personne: str
    constat: str
    lignes: tuple[tuple[str, str], ...]
    tableau: Tableau | None
    mentions: tuple[str, ...]


def composer(
    demande: Demande,
    sujet: str,
    *,
    constat: str,
    lignes: tuple[tuple[str, str], ...],
    tableau: Tableau | None,
    mentions: tuple[str, ...] = (),
) -> DocumentDeCompte:
    """Adds to what a document says whom it is about."""
    dossier = demande.dossier
    return DocumentDeCompte(
        sujet=sujet,
        annee=demande.annee,
        lettre=lettre_au(dossier, demande.le),
        personne=f"{civilite(dossier)} {lisible(dossier.prenom)} {lisible(dossier.nom)}",
        constat=constat,
        lignes=lignes,
        tableau=tableau,
        mentions=mentions,
    )


def dire_solde(centimes: int) -> str:
    """`741,40 € restent à payer`, `0,00 € à payer`, `12,00 € versés d’avance`."""
    if centimes > 0:
        return f"{ecrire_montant(centimes)} versés d’avance"
    return f"{ecrire_montant(-centimes)} à payer"


def periode(annee: int, le: date) -> tuple[date, date]:
    """First and last day of a civil year, the last no later than `le`."""
    return date(annee, 1, 1), min(date(annee, 12, 31), le)


def dire_periode(debut: date, fin: date) -> str:
    return f"du {ecrire_date(debut)} au {ecrire_date(fin)}"
