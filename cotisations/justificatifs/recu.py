"""Reçu de paiement: one card payment, received, and what it paid. Asked for on the page of the payment."""

import uuid

from django.utils import timezone

from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.justificatifs.compte import GABARIT, DocumentDeCompte, composer
from cotisations.paiements.recus import CODE
from cotisations.paiements.selectors import PaiementVu, paiement_du_dossier, voir
from documents.registry import Demande, Empechement, TypeDocument
from documents.tableaux import Colonne, Tableau

_AUCUN = Empechement("Ce reçu se demande sur la page du paiement.", "cotisations:paiements", "Voir mes paiements")


def empechement(demande: Demande) -> Empechement | None:
    """Only money that is on the account has a receipt."""
    vu = _vu(demande)
    if vu is None:
        return _AUCUN
    return None if vu.a_un_recu else Empechement("Ce paiement n’est pas, ou plus, à votre compte.")


def construire(demande: Demande) -> DocumentDeCompte:
    vu = _vu(demande)
    assert vu is not None  # `empechement` refused it
    assert vu.paiement.paye_le is not None
    jour = ecrire_date(timezone.localdate(vu.paiement.paye_le))
    lignes = [(ligne.libelle, ligne.centimes) for ligne in vu.lignes]
    if vu.trop_verse:
        lignes.append(("Payé d’avance", vu.trop_verse))
    if vu.rendu:
        lignes.append(("Rendu depuis", -vu.rendu))
    return composer(
        demande,
        "recu",
        constat=f"nous a payé {ecrire_montant(vu.montant)} par carte bancaire le {jour}",
        lignes=(
            ("Numéro du paiement", vu.paiement.numero),
            ("Payé le", jour),
            ("Moyen de paiement", "Carte bancaire"),
            ("Montant reçu", ecrire_montant(vu.montant)),
        ),
        tableau=Tableau(
            legende="Ce que ce paiement a réglé",
            colonnes=(Colonne("Somme due", "somme"), Colonne("Montant", "montant", en_centimes=True)),
            lignes=tuple(lignes),
            total=("Total", vu.montant - vu.rendu),
        ),
        mentions=("Ce reçu vaut accusé de réception de votre paiement.",),
    )


def _vu(demande: Demande) -> PaiementVu | None:
    if not demande.sujet:
        return None
    paiement = paiement_du_dossier(demande.dossier, uuid.UUID(demande.sujet))
    return voir(paiement) if paiement else None


RECU_PAIEMENT = TypeDocument(
    code=CODE,
    titre="Reçu de paiement",
    description="Il prouve un paiement par carte, et dit ce qu’il a réglé.",
    action="Obtenir mon reçu",
    gabarit=GABARIT,
    constructeur=construire,
    empechement=empechement,
    par_sujet=True,
)
