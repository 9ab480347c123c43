"""The PDF of a mandate, issued once it is signed, and its digest kept beside the proof."""

import logging

from django.db import transaction

from accounts.journal import journaliser
from accounts.models import Compte
from carpimko_portal.lib.pdf import PdfIndisponible
from cotisations.models import MandatSepa
from cotisations.prelevements.document import MANDAT_DE_PRELEVEMENT
from cotisations.prelevements.enums import SIGNES, Acte
from documents.enums import Motif
from documents.models import Document
from documents.services import DocumentRefuse, emettre_document, revoquer_document

_journaux = logging.getLogger(__name__)


def emettre_le_pdf(*, mandat: MandatSepa, par: Compte | None) -> Document | None:
    """The document of a mandate that was just signed. `None` where PDFs cannot be made: the sweep tries again."""
    try:
        document = emettre_document(
            dossier=mandat.dossier, type_document=MANDAT_DE_PRELEVEMENT, par=par, sujet=str(mandat.public_id)
        )
    except DocumentRefuse:  # it has just ended
        return None
    except PdfIndisponible:
        _journaux.warning("PDF du mandat %s remis à plus tard", mandat.rum)
        return None
    _noter(mandat, document, par)
    return document


def emettre_les_pdf() -> int:
    """Issues those that are missing; returns how many. Runs again without harm."""
    manquants = MandatSepa.objects.filter(etat__in=SIGNES, sha256_pdf="").select_related("dossier").order_by("pk")
    return sum(emettre_le_pdf(mandat=mandat, par=None) is not None for mandat in manquants[:100])


def revoquer_les_pdf(mandat: MandatSepa, *, par: Compte) -> None:
    """Whoever checks it is told that it no longer holds. Part of the act that ends the mandate."""
    emis = Document.objects.du_dossier(mandat.dossier).filter(type=MANDAT_DE_PRELEVEMENT.code)
    for document in emis.filter(sujet=str(mandat.public_id), revocation__isnull=True):
        revoquer_document(document=document, motif=Motif.MANDAT_FINI, par=par)


@transaction.atomic
def _noter(mandat: MandatSepa, document: Document, par: Compte | None) -> None:
    if MandatSepa.objects.filter(pk=mandat.pk, sha256_pdf="").update(sha256_pdf=document.sha256):
        journaliser(acte=Acte.MANDAT_SIGNE, par=par, dossier=mandat.dossier, mandat=mandat.rum, pdf=document.sha256)
