"""Where HTML becomes PDF: WeasyPrint, kept warm, one document at a time."""

import atexit
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from importlib.resources import files
from io import BytesIO
from typing import Any

from carpimko_portal.lib.pdf.bibliotheques import COMMANDE, PdfIndisponible, pdf_disponible
from carpimko_portal.lib.pdf.conformite import finir
from carpimko_portal.lib.pdf.ressources import CHARTE, DOSSIER_PDF, DOSSIER_POLICES, RessourceRefusee, chercher

FAMILLE = "Source Sans Pro"
_GRAISSES = {"Regular": 400, "Semibold": 600, "Bold": 700}
_COULEURS = "--srgb"


@dataclass(frozen=True)
class Outils:
    """What WeasyPrint would otherwise read again for each document."""

    polices: Any
    charte: Any
    couleurs: Any


@dataclass(frozen=True)
class Annexe:
    """A file embedded in a PDF: the same figures as the page, for machines. Its kind follows from its name."""

    nom: str
    description: str
    octets: bytes


class Atelier:
    """Pango's font maps cannot be shared by threads: the lock costs nothing, since layout holds the interpreter."""

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._outils: Outils | None = None

    def imprimer(self, html: str, *, annexes: Sequence[Annexe] = (), date_document: date = date.min) -> bytes:
        """The PDF of a page whose relative addresses start from static/pdf, and which wears the charte."""
        with self._ouvert(html) as (page, outils):
            pdf: bytes = page.write_pdf(
                stylesheets=[outils.charte],
                font_config=outils.polices,
                color_profiles={_COULEURS: outils.couleurs},
                output_intent=_COULEURS,
                pdf_variant="pdf/a-3a",
                attachments=[_jointe(annexe, date_document) for annexe in annexes],
                finisher=finir,
            )
        return pdf

    def composer(self, html: str) -> tuple[bytes, list[dict[str, tuple[float, ...]]]]:
        """For paper: a PDF without tags, and for each page where its elements with an id start (CSS pixels)."""
        with self._ouvert(html) as (page, outils):
            document = page.render(stylesheets=[outils.charte], font_config=outils.polices)
            return document.write_pdf(), [dict(feuille.anchors) for feuille in document.pages]

    @contextmanager
    def _ouvert(self, html: str) -> Iterator[tuple[Any, Outils]]:
        if not pdf_disponible():
            raise PdfIndisponible(f"Il manque des bibliothèques pour écrire les PDF\u00a0: lancez {COMMANDE}.")
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError

        with self._verrou:
            try:
                outils = self.outils()
                yield HTML(string=html, base_url=f"{DOSSIER_PDF.as_uri()}/", url_fetcher=chercher), outils
            except FatalURLFetchingError as refus:
                raise RessourceRefusee(str(refus)) from refus

    def outils(self) -> Outils:
        """Made by the first document of the process."""
        if self._outils is None:
            self._outils = _outils()
        return self._outils

    def fermer(self) -> None:
        """Lets the fonts go while WeasyPrint can still remove their temporary files."""
        self._outils = None


def _outils() -> Outils:
    from weasyprint import CSS, pdf
    from weasyprint.css import ColorProfile
    from weasyprint.text.fonts import FontConfiguration

    polices = FontConfiguration()
    CSS(string=_declarations(), font_config=polices, url_fetcher=chercher)
    charte = CSS(string=CHARTE.read_text(), font_config=polices, url_fetcher=chercher)
    profil = BytesIO((files(pdf) / "sRGB2014.icc").read_bytes())  # WeasyPrint would open it each time, and not close it
    couleurs = ColorProfile(profil, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    # LittleCMS writes a profile otherwise once its tags were read: read now, so that all documents hold the same.
    for _ in range(2):
        str(couleurs.name), bytes(couleurs.content)
    return Outils(polices=polices, charte=charte, couleurs=couleurs)


def _jointe(annexe: Annexe, le: date) -> Any:
    from weasyprint import Attachment

    jour = datetime.combine(le, time.min)
    return Attachment(
        file_obj=BytesIO(annexe.octets),
        url_fetcher=chercher,  # the default one prepares HTTPS each time
        name=annexe.nom,
        description=annexe.description,
        created=jour,
        modified=jour,
        relationship="Data",
    )


def _declarations() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILLE}"; font-weight: {graisse}; '
        f'src: url("{(DOSSIER_POLICES / f"SourceSansPro-{nom}.ttf").as_uri()}") }}'
        for nom, graisse in _GRAISSES.items()
    )


ATELIER = Atelier()
atexit.register(ATELIER.fermer)
