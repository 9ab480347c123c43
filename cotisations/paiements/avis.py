"""The mails about a card payment."""

import uuid

from django.utils import timezone

from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import Envoi
from carpimko_portal.lib.dates import ecrire_date
from cotisations.models import Paiement
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, TypeEvenement
from cotisations.paiements.evenement import Evenement

RECU, ANNULE, RENDU, ATTENTE = "paiement-recu", "paiement-annule", "paiement-rendu", "paiement-en-attente"
NON_ABOUTI = "paiement-non-abouti"  # promised to whoever was told to wait
_SANS_ARGENT = {
    EtatPaiement.REFUSE, EtatPaiement.ABANDONNE, EtatPaiement.EXPIRE, EtatPaiement.CLASSE, EtatPaiement.ANNULE_BANQUE,
}  # fmt: skip


def aviser(paiement: Paiement, *, avant: EtatPaiement, evenement: Evenement) -> None:
    """Posts the mail of what has just happened, if the member has to know it. One mail an event, whoever told it."""
    genre = _genre(avant, EtatPaiement(paiement.etat), evenement)
    if genre and paiement.dossier.courriel:
        poster(
            genre=genre,
            dossier=paiement.dossier,
            cle=f"{genre}:{paiement.public_id}:{evenement.id_psp}"[:120],
            paiement=str(paiement.public_id),
        )


def _genre(avant: EtatPaiement, apres: EtatPaiement, evenement: Evenement) -> str:
    if evenement.type == TypeEvenement.REMBOURSEMENT:
        return RENDU if apres != avant and evenement.etat == EtatEvenement.FAIT else ""
    if apres == avant or evenement.type == TypeEvenement.LITIGE:
        return ""
    if avant == EtatPaiement.EN_ATTENTE and apres in _SANS_ARGENT:
        return NON_ABOUTI
    return {EtatPaiement.PAYE: RECU, EtatPaiement.ANNULE_BANQUE: ANNULE, EtatPaiement.EN_ATTENTE: ATTENTE}.get(
        apres, ""
    )


def enregistrer_les_avis() -> None:
    """Makes the kinds known. Called once, at start."""
    for genre in (RECU, ANNULE, RENDU, ATTENTE, NON_ABOUTI):
        enregistrer(Genre(genre, _rediger, frozenset({"paiement"})))


def _rediger(envoi: Envoi) -> Contenu:
    paiement = Paiement.objects.select_related("dossier").get(public_id=uuid.UUID(envoi.references["paiement"]))
    if envoi.dossier is None:
        raise SansObjet("aucun dossier")
    valeurs = {
        "prenom": envoi.dossier.prenom,
        "date": ecrire_date(timezone.localdate(paiement.paye_le or paiement.cree_le)),
        "numero": paiement.numero,
    }
    return Contenu(envoi.dossier.courriel, valeurs)
