"""Receipts of payments, once the money is gone: whoever checks them is told that they no longer hold."""

from accounts.models import Compte
from cotisations.models import Paiement
from documents.enums import Motif
from documents.models import Document
from documents.services import revoquer_document

CODE = "recu-paiement"


def revoquer_les_recus(paiement: Paiement, *, par: Compte | None) -> None:
    """Once money was refunded, in part too, cancelled or disputed, they say what is not so any more. Part of the act
    that takes it; what is left of a payment has a new one (`AVEC_RECU`)."""
    recus = Document.objects.du_dossier(paiement.dossier).filter(type=CODE, sujet=str(paiement.public_id))
    for recu in recus.filter(revocation__isnull=True):
        revoquer_document(document=recu, motif=Motif.ARGENT_RENDU, par=par)
