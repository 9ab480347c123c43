"""Attestation de paiement: each payment of a civil year, minus what was given back."""

from carpimko_portal.lib.montants import ecrire_montant
from cotisations.justificatifs.compte import GABARIT, DocumentDeCompte, composer, dire_periode, periode
from cotisations.justificatifs.lectures import PAIEMENTS, RENDUS, annees_de_paiement, operations
from documents.registry import Demande, TypeDocument
from documents.tableaux import Colonne, Tableau


def construire(demande: Demande) -> DocumentDeCompte:
    debut, fin = periode(demande.annee or demande.le.year, demande.le)
    lues = [une for une in operations(demande.dossier, debut, fin) if une.nature in PAIEMENTS | RENDUS]
    total = sum(une.montant for une in lues)
    tableau = Tableau(
        legende="Paiements reçus, et sommes rendues en négatif",
        colonnes=(
            Colonne("Date", "date"),
            Colonne("Opération", "operation"),
            Colonne("Montant", "montant", en_centimes=True),
        ),
        lignes=tuple((une.le, une.libelle, une.montant) for une in lues),
        total=("Total", None, total),
    )
    return composer(
        demande,
        "paiement",
        constat=f"nous a versé {ecrire_montant(total)} {dire_periode(debut, fin)}",
        lignes=(("Période", dire_periode(debut, fin).capitalize()), ("Total versé", ecrire_montant(total))),
        tableau=tableau,
        mentions=("Un paiement est compté à la date où nous l’avons reçu.",),
    )


ATTESTATION_PAIEMENT = TypeDocument(
    code="attestation-paiement",
    titre="Attestation de paiement",
    description="Elle prouve ce que vous avez payé dans l’année, paiement par paiement.",
    action="Obtenir mon attestation de paiement",
    gabarit=GABARIT,
    constructeur=construire,
    annees=annees_de_paiement,
)
