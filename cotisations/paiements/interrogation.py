"""Asking banks what became of payments and refunds that are not settled."""

from django.utils import timezone

from cotisations.models import Paiement
from cotisations.paiements.application import appliquer
from cotisations.paiements.effet import Effet, remboursements_en_route
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Origine
from cotisations.paiements.passerelle import PasserelleInjoignable, passerelle
from cotisations.paiements.portail import du_portail


def interroger_paiement(*, paiement: Paiement, origine: Origine) -> Effet | None:
    """Asks the bank, and applies what it says; `None` when it says nothing, or cannot be reached."""
    try:
        evenement = passerelle(paiement.passerelle).interroger(paiement)
    except PasserelleInjoignable:
        return None
    return appliquer(evenement, origine=origine) if evenement else None


def interroger_paiements() -> int:
    """Asks of every payment and refund that is not settled, and closes what is over. How many moved."""
    changes = 0
    for paiement in Paiement.objects.en_cours().select_related("dossier").order_by("cree_le").iterator(chunk_size=500):
        effet = interroger_paiement(paiement=paiement, origine=Origine.INTERROGATION)
        if effet is None and paiement.expire_le <= timezone.now() and paiement.etat != EtatPaiement.EN_ATTENTE:
            effet = appliquer(du_portail(paiement, _fin(paiement)), origine=Origine.INTERROGATION)
        changes += bool(effet and effet.apres != paiement.etat)
    return changes + sum(map(_suivre_les_remboursements, Paiement.objects.a_rembourser().order_by("pk")))


def _suivre_les_remboursements(paiement: Paiement) -> int:
    """How many refunds on their way the bank says the end of."""
    finis = 0
    for demande in remboursements_en_route(paiement):
        try:
            evenement = passerelle(paiement.passerelle).suivre_remboursement(demande.id_psp)
        except PasserelleInjoignable:
            continue
        if evenement and evenement.etat != EtatEvenement.EN_ATTENTE:
            finis += not appliquer(evenement, origine=Origine.INTERROGATION).deja_vu
    return finis


def _fin(paiement: Paiement) -> EtatEvenement:
    """How a payment ends that nobody finished: refused if the last card was, expired otherwise."""
    derniere = paiement.notifications.order_by("pk").last()
    refuse = derniere is not None and derniere.etat == EtatEvenement.TENTATIVE_REFUSEE
    return EtatEvenement.REFUSE if refuse else EtatEvenement.EXPIRE
