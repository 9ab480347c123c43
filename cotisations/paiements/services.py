"""Starting a payment by card, presenting it to the bank, giving it up."""

from collections.abc import Collection
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.journal import journaliser
from accounts.models import Compte, Dossier
from cotisations.enums import Acte
from cotisations.grand_livre import verrouiller
from cotisations.models import Paiement
from cotisations.paiements.application import appliquer
from cotisations.paiements.effet import Effet
from cotisations.paiements.etats import ABANDONNABLES, EtatEvenement, EtatPaiement, Origine
from cotisations.paiements.interrogation import interroger_paiement
from cotisations.paiements.montants import exiger_ce_qui_etait_choisi, verifier_montant
from cotisations.paiements.passerelle import (
    PasserelleInjoignable,
    Redirection,
    Urls,
    mode_attendu,
    passerelle,
    passerelle_active,
)
from cotisations.paiements.portail import du_portail

DUREE = timedelta(minutes=45)  # to pay on the bank's page: Stripe wants more than 30
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # said on the telephone
_ESSAIS = 5  # of a number that someone else has just taken


class PaiementEnCours(ValueError):
    """Another payment may still become money."""


class AbandonImpossible(ValueError):
    """The bank is at work on it: given up here, it could be paid all the same."""


@transaction.atomic
def commencer_paiement(*, dossier: Dossier, centimes: int, echeances: Collection[str] = (), par: Compte) -> Paiement:
    """Records a try to pay, before the bank hears of it. `echeances`: what the member ticked, as
    `designation` names it.

    Raises `MontantRefuse`, `PaiementEnCours`, `CarteIndisponible`.
    """
    banque = passerelle_active()
    verrouiller([dossier.pk])
    verifier_montant(dossier, centimes, echeances)
    if Paiement.objects.du_dossier(dossier).en_cours().exists():
        raise PaiementEnCours
    maintenant = timezone.now()
    paiement = _numeroter(
        Paiement(
            dossier=dossier,
            passerelle=banque.code,
            mode=mode_attendu(),
            montant_centimes=centimes,
            designees=sorted(echeances),
            etat_le=maintenant,
            cree_le=maintenant,
            cree_par=par,
            expire_le=maintenant + DUREE,
        )
    )
    journaliser(
        acte=Acte.PAIEMENT_COMMENCE, par=par, dossier=dossier, paiement=str(paiement.public_id), centimes=centimes
    )
    return paiement


@transaction.atomic
def recommencer_paiement(*, paiement: Paiement, par: Compte) -> Paiement:
    """The same sum for the same échéances, with another card: nothing else is paid unasked.

    Raises what `commencer_paiement` does.
    """
    verrouiller([paiement.dossier_id])
    exiger_ce_qui_etait_choisi(paiement)
    return commencer_paiement(
        dossier=paiement.dossier, centimes=paiement.montant_centimes, echeances=paiement.designees, par=par
    )


def presenter_paiement(*, paiement: Paiement, urls: Urls) -> Redirection:
    """Opens the payment at the bank, or again.

    Raises `PasserelleInjoignable`, which the payment remembers; when the bank had not answered, `PaiementEnCours` if
    another was begun since, and `MontantRefuse` if it is not due any more.
    """
    autres = Paiement.objects.du_dossier(paiement.dossier).en_cours()
    if paiement.etat == EtatPaiement.ERREUR and autres.exists():
        raise PaiementEnCours
    try:
        redirection = passerelle(paiement.passerelle).ouvrir(paiement, urls)
    except PasserelleInjoignable:
        appliquer(du_portail(paiement, EtatEvenement.ERREUR), origine=Origine.PORTAIL)
        raise
    if paiement.etat in {EtatPaiement.CREE, EtatPaiement.ERREUR}:
        _noter_presente(paiement, redirection)
    return redirection


@transaction.atomic
def _noter_presente(paiement: Paiement, redirection: Redirection) -> None:
    """While it was in error nothing waited for it: a batch, or another payment, may have taken what it pays."""
    verrouiller([paiement.dossier_id])
    if paiement.etat == EtatPaiement.ERREUR:
        if Paiement.objects.du_dossier(paiement.dossier).en_cours().exists():
            raise PaiementEnCours
        verifier_montant(paiement.dossier, paiement.montant_centimes, paiement.designees)
    presente = du_portail(paiement, EtatEvenement.PRESENTE, id_psp=redirection.id_psp)
    appliquer(presente, origine=Origine.PORTAIL)


def abandonner_paiement(*, paiement: Paiement, par: Compte) -> Effet:
    """The member goes back on it: closed at the bank as far as it can, unless the bank has the money already.

    Raises `AbandonImpossible` while the bank is authorising it.
    """
    interroger_paiement(paiement=paiement, origine=Origine.RETOUR)
    paiement.refresh_from_db()
    if paiement.etat in ABANDONNABLES:
        passerelle(paiement.passerelle).annuler(paiement)
    return _abandonner(paiement, par)


@transaction.atomic
def _abandonner(paiement: Paiement, par: Compte) -> Effet:
    """Looked at again under the lock: the bank may have spoken since."""
    verrouiller([paiement.dossier_id])
    paiement.refresh_from_db()
    if paiement.etat == EtatPaiement.EN_ATTENTE:
        raise AbandonImpossible
    if paiement.etat not in ABANDONNABLES:
        return Effet(EtatPaiement(paiement.etat), deja_vu=True)
    return appliquer(du_portail(paiement, EtatEvenement.ABANDONNE), origine=Origine.PORTAIL, par=par)


def _numeroter(paiement: Paiement) -> Paiement:
    for _ in range(_ESSAIS):
        paiement.numero = get_random_string(6, _ALPHABET)
        try:
            with transaction.atomic():
                paiement.save(force_insert=True)
        except IntegrityError:
            if not Paiement.objects.filter(passerelle=paiement.passerelle, numero=paiement.numero).exists():
                raise
        else:
            return paiement
    raise RuntimeError("aucun numéro de paiement libre")
