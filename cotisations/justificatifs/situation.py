"""Relevé de situation: where the account stands today, and its last twelve months."""

from datetime import timedelta

from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.justificatifs.compte import GABARIT, DocumentDeCompte, composer, dire_solde
from cotisations.justificatifs.lectures import operations
from cotisations.justificatifs.mouvements import tableau_des_mouvements
from cotisations.selectors import situation
from documents.enums import Portee
from documents.registry import Demande, TypeDocument

_UN_AN = timedelta(days=365)


def construire(demande: Demande) -> DocumentDeCompte:
    etat = demande.lire(situation)
    lues = operations(demande.dossier, demande.le - _UN_AN, demande.le)
    return composer(
        demande,
        "situation",
        constat=f"a un compte de cotisations dont voici la situation au {ecrire_date(demande.le)}",
        lignes=(
            ("Solde du compte", dire_solde(etat.repartition.avance or -etat.reste)),
            ("Dont exigible et impayé", ecrire_montant(etat.en_retard)),
            ("Dont à venir", ecrire_montant(etat.a_venir)),
        ),
        tableau=tableau_des_mouvements("Opérations des douze derniers mois", lues),
    )


RELEVE_SITUATION = TypeDocument(
    code="releve-situation",
    titre="Relevé de situation",
    description="Il dit où en est votre compte aujourd’hui, avec les opérations des douze derniers mois.",
    action="Obtenir mon relevé de situation",
    gabarit=GABARIT,
    constructeur=construire,
    portee=Portee.COTISATIONS,
)
