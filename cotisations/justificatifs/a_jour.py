"""Attestation « à jour de cotisations »: only when it is true, and until the next amount falls due."""

from datetime import date

from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.justificatifs.compte import GABARIT, DocumentDeCompte, composer, dire_solde
from cotisations.selectors import situation
from documents.attestations import six_mois
from documents.registry import Demande, Empechement, TypeDocument


def construire(demande: Demande) -> DocumentDeCompte:
    etat = demande.lire(situation)
    participe = demande.dossier.accorder("tenu")
    return composer(
        demande,
        "a-jour",
        constat=f"est à jour des cotisations dont {'elle' if participe == 'tenue' else 'il'} est {participe} "
        f"au {ecrire_date(demande.le)} : aucune somme exigible ne reste impayée",
        lignes=(
            ("Sommes exigibles impayées", ecrire_montant(etat.en_retard)),
            ("Solde du compte", dire_solde(etat.repartition.avance or -etat.reste)),
            ("Prochaine échéance", _prochaine(demande)),
        ),
        tableau=None,
        mentions=("Cette attestation cesse de valoir au lendemain de la prochaine échéance.",)
        if etat.prochaine
        else (),
    )


def empechement(demande: Demande) -> Empechement | None:
    etat = demande.lire(situation)
    if not etat.en_retard:
        return None
    depuis = f" depuis le {ecrire_date(etat.en_retard_depuis)}" if etat.en_retard_depuis else ""
    motif = (
        f"Une somme exigible n’est pas payée : {ecrire_montant(etat.en_retard)}{depuis}. "
        "Dès que votre règlement est porté à votre compte, l’attestation est disponible ici."
    )
    return Empechement(motif, "cotisations:solde", "Voir ce qui reste à payer")


def validite(demande: Demande) -> date:
    prochaine = demande.lire(situation).prochaine
    return min(six_mois(demande), prochaine.tranche.exigible_le) if prochaine else six_mois(demande)


def _prochaine(demande: Demande) -> str:
    prochaine = demande.lire(situation).prochaine
    return f"{ecrire_date(prochaine.tranche.exigible_le)}" if prochaine else "Aucune à ce jour"


ATTESTATION_A_JOUR = TypeDocument(
    code="attestation-a-jour",
    titre="Attestation « à jour de cotisations »",
    description="Elle prouve à une banque, un bailleur ou un employeur que vous ne devez rien d’exigible.",
    action="Obtenir mon attestation « à jour »",
    gabarit=GABARIT,
    constructeur=construire,
    empechement=empechement,
    validite=validite,
)
