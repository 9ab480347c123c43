"""Receipts of payments, once the money is gone: whoever checks them is told that they no longer hold."""

from accounts.models import Compte
from cotisations.models import Paiement
from documents.enums import Motif
from documents.models import Document
from documents.services import revoquer_document

CODE = "recu-paiement"


def revoquer_les_recus(paiement: Paiement, *, par: Compte | None) -> None:
    """A payment that was refunded in full, cancelled or disputed has no receipt. Part of the act that says so."""
    recus = Document.objects.du_dossier(paiement.dossier).filter(type=CODE, sujet=str(paiement.public_id))
    for recu in recus.filter(revocation__isnull=True):
        revoquer_document(document=recu, motif=Motif.AUTRE, par=par)
