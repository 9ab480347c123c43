"""Documents that the personas asked for: several types and years, so that there is something to find and to gather."""

from django.utils import timezone

from accounts.models import Dossier
from carpimko_portal.lib.pdf import pdf_disponible
from documents.registry import Demande, type_du_code
from documents.services import emettre_document

_DEMANDES = (
    ("1234567", ("attestation-fiscale", "recapitulatif-annuel", "attestation-affiliation")),
    ("0123456", ("releve-situation",)),
    ("0067890", ("attestation-pension", "attestation-fiscale-pensions")),
    ("123456789", ("attestation-pension",)),
)


def garnir() -> int:
    """Issues the documents that are missing; returns how many there are. None where PDFs cannot be made.

    Those of a closed year are issued once; an attestation of the day only for who has none.
    """
    if not pdf_disponible():
        return 0
    total = 0
    for numero, codes in _DEMANDES:
        dossier = Dossier.objects.get(numero=numero)
        for code in codes:
            total += _emettre(dossier, code)
    return total


def _emettre(dossier: Dossier, code: str) -> int:
    type_document = type_du_code(code)
    demande = Demande(dossier, timezone.localdate())
    if type_document.annees is None:
        annees: list[int | None] = [] if dossier.documents.filter(type=code).exists() else [None]
    else:
        annees = [annee for annee in type_document.annees(demande) if annee < demande.le.year]
    for annee in annees:
        emettre_document(dossier=dossier, type_document=type_document, par=None, annee=annee)
    return len(annees)
