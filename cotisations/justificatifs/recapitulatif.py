"""Récapitulatif annuel: a closed civil year of the account, from one solde to the next."""

from datetime import timedelta

from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.justificatifs.compte import GABARIT, DocumentDeCompte, composer, dire_periode, dire_solde, periode
from cotisations.justificatifs.lectures import (
    annees_et_natures,
    dernieres_dabord,
    lignes_appelees,
    operations,
    solde_avant,
)
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
            *_par_regime(demande, debut.year),
        ),
        tableau=tableau_des_mouvements(f"Opérations de {debut.year}", lues),
    )


def annees(demande: Demande) -> list[int]:
    """Closed years."""
    return dernieres_dabord(annee for annee, _ in demande.lire(annees_et_natures) if annee < demande.le.year)


def _par_regime(demande: Demande, annee: int) -> list[tuple[str, str]]:
    """What the call of the year asked, régime by régime, when it says so."""
    lignes = lignes_appelees(demande.dossier, annee)
    total = [(f"Total appelé pour {annee}", ecrire_montant(sum(centimes for _, centimes in lignes)))] if lignes else []
    return [(f"Appelé pour {annee} : {libelle}", ecrire_montant(centimes)) for libelle, centimes in lignes] + total


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
