"""What follows a request by e-mail, decided away from whoever asked. Letters are decided when a batch is made."""

from accounts.enums import Canal, EtatDemande
from accounts.models import DemandeMotDePasse
from accounts.reinitialisation.services import traiter_demande

_LOT = 100


def traiter_demandes() -> int:
    """Decides on each request that waits, oldest first. Number of those decided here.

    Runs again, or several at a time, without harm: one conditional UPDATE a request says who decides.
    """
    total = 0
    while lot := _en_attente():
        traitees = sum(traiter_demande(demande=demande, par=None) for demande in lot)
        if not traitees:  # others do it
            break
        total += traitees
    return total


def _en_attente() -> list[DemandeMotDePasse]:
    recues = DemandeMotDePasse.objects.filter(etat=EtatDemande.RECUE, canal=Canal.COURRIEL)
    return list(recues.order_by("demandee_le", "pk")[:_LOT])
