"""The mails about a card payment."""

import uuid

from django.utils import timezone

from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import Envoi
from carpimko_portal.lib.dates import ecrire_date
from cotisations.models import Paiement
from cotisations.paiements.effet import Effet
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, TypeEvenement
from cotisations.paiements.evenement import Evenement

RECU, ANNULE, RENDU, ATTENTE = "paiement-recu", "paiement-annule", "paiement-rendu", "paiement-en-attente"
NON_ABOUTI = "paiement-non-abouti"  # promised to whoever was told to wait
A_VERIFIER, NON_RETENU = "paiement-a-verifier", "paiement-non-retenu"
CONTESTE, MAINTENU = "paiement-conteste", "paiement-maintenu"
_SANS_ARGENT = {
    EtatPaiement.REFUSE, EtatPaiement.ABANDONNE, EtatPaiement.EXPIRE, EtatPaiement.CLASSE, EtatPaiement.ANNULE_BANQUE,
}  # fmt: skip

_A_DIRE = {
    EtatPaiement.PAYE: RECU, EtatPaiement.ANNULE_BANQUE: ANNULE, EtatPaiement.EN_ATTENTE: ATTENTE,
    EtatPaiement.A_EXAMINER: A_VERIFIER, EtatPaiement.CLASSE: NON_RETENU,
}  # fmt: skip


def aviser(paiement: Paiement, *, avant: EtatPaiement, evenement: Evenement, effet: Effet) -> None:
    """Posts the mail of what has just happened, if the member has to know it. One mail an event, whoever told it."""
    genre = _genre(avant, evenement, effet)
    if genre and paiement.dossier.courriel:
        poster(
            genre=genre,
            dossier=paiement.dossier,
            cle=f"{genre}:{paiement.public_id}:{evenement.id_psp}"[:120],
            paiement=str(paiement.public_id),
        )


def _genre(avant: EtatPaiement, evenement: Evenement, effet: Effet) -> str:
    apres = effet.apres
    if evenement.type == TypeEvenement.REMBOURSEMENT:  # a second one, in part too, changes no state
        return RENDU if evenement.etat == EtatEvenement.FAIT and effet.ecriture else ""
    if apres == avant:
        return ""
    if evenement.type == TypeEvenement.LITIGE:
        return _genre_du_litige(avant, apres)
    if avant == EtatPaiement.EN_ATTENTE and apres in _SANS_ARGENT:
        return NON_ABOUTI
    return _A_DIRE.get(apres, "")


def _genre_du_litige(avant: EtatPaiement, apres: EtatPaiement) -> str:
    """Of a dispute that is lost, its opening has said all there is to say."""
    if apres == EtatPaiement.LITIGE_GAGNE:
        return MAINTENU
    return "" if avant == EtatPaiement.LITIGE else CONTESTE


def enregistrer_les_avis() -> None:
    """Makes the kinds known. Called once, at start."""
    for genre in (RECU, ANNULE, RENDU, ATTENTE, NON_ABOUTI, A_VERIFIER, NON_RETENU, CONTESTE, MAINTENU):
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
