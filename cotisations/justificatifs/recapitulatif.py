"""Récapitulatif annuel: a closed civil year of the account, from one solde to the next."""

from datetime import timedelta

from carpimko_portal.lib.dates import ecrire_date
from cotisations.justificatifs.compte import GABARIT, DocumentDeCompte, composer, dire_periode, dire_solde, periode
from cotisations.justificatifs.lectures import annees_du_compte, operations, solde_avant
from cotisations.justificatifs.mouvements import tableau_des_mouvements
from documents.enums import Portee
from documents.registry import Demande, TypeDocument


def construire(demande: Demande) -> DocumentDeCompte:
    debut, fin = periode(demande.annee or demande.le.year - 1, demande.le)
    lues = operations(demande.dossier, debut, fin)
    avant, apres = solde_avant(demande.dossier, debut), solde_avant(demande.dossier, fin + timedelta(days=1))
    return composer(
        demande,
        "recapitulatif",
        constat=f"a un compte de cotisations dont voici les opérations {dire_periode(debut, fin)}",
        lignes=(
            (f"Solde au {ecrire_date(debut)}", dire_solde(avant)),
            (f"Solde au {ecrire_date(fin)}", dire_solde(apres)),
        ),
        tableau=tableau_des_mouvements(f"Opérations de {debut.year}", lues),
    )


def annees(demande: Demande) -> list[int]:
    """Closed years."""
    return [annee for annee in demande.lire(annees_du_compte) if annee < demande.le.year]


RECAPITULATIF = TypeDocument(
    code="recapitulatif-annuel",
    titre="Récapitulatif annuel",
    description="Il rassemble toutes les opérations d’une année, d’un solde à l’autre : utile à votre comptable.",
    action="Obtenir mon récapitulatif",
    gabarit=GABARIT,
    constructeur=construire,
    annees=annees,
    portee=Portee.COTISATIONS,
)
