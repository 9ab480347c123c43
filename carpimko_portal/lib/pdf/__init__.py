"""The one door to PDF: a template and its context in, the HTML and the bytes out.

What comes out is tagged PDF/A-3a and says that it is PDF/UA-1, in French, with its font inside.
Same input, same bytes before the signature: nothing is read from the clock. WeasyPrint and pyHanko are imported
by the first render, so that the portal starts where Pango is not installed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from carpimko_portal.lib.pdf.atelier import ATELIER, Annexe
from carpimko_portal.lib.pdf.bibliotheques import COMMANDE, PdfIndisponible, pdf_disponible
from carpimko_portal.lib.pdf.ressources import RessourceRefusee
from carpimko_portal.lib.pdf.signature import CACHET

__all__ = [
    "COMMANDE",
    "Annexe",
    "PdfIndisponible",
    "RenduPdf",
    "RessourceRefusee",
    "pdf_disponible",
    "prechauffer",
    "render_pdf",
]


@dataclass(frozen=True)
class RenduPdf:
    """`html` is what was laid out, `octets` the PDF, `sha256` its digest in hexadecimal."""

    html: str
    octets: bytes = field(repr=False)
    sha256: str


def render_pdf(
    gabarit: str,
    contexte: Mapping[str, Any],
    *,
    titre: str,
    date_document: date,
    annexes: Sequence[Annexe] = (),
    signe: bool = False,
) -> RenduPdf:
    """Renders the template `gabarit` with `contexte`, `titre` (shown by readers) and `date_document`.

    `annexes` are files embedded in the PDF. `signe`: the signature comes last, and the digest is of the signed bytes.
    Raises `PdfIndisponible` without the system libraries or when the signature does not answer, `RessourceRefusee`
    when the template asks for anything but a file of static/pdf, the font or a `data:` address.
    """
    html = render_to_string(gabarit, {**contexte, "titre": titre, "date_document": date_document})
    octets = ATELIER.imprimer(html, annexes=annexes, date_document=date_document)
    if signe:
        octets = CACHET.apposer(octets)
    return RenduPdf(html=html, octets=octets, sha256=hashlib.sha256(octets).hexdigest())


def prechauffer() -> None:
    """Loads the libraries, the font, the charte and the key, so that the first document costs what the others do."""
    if pdf_disponible():
        CACHET.apposer(ATELIER.imprimer("<html lang=fr><title>Essai</title><h1>Essai</h1>"))
