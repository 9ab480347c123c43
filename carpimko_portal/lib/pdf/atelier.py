"""Where HTML becomes PDF: WeasyPrint, kept warm, one document at a time."""

import threading
from importlib.resources import files
from io import BytesIO
from typing import Any

from carpimko_portal.lib.pdf.bibliotheques import COMMANDE, PdfIndisponible, pdf_disponible
from carpimko_portal.lib.pdf.conformite import finir
from carpimko_portal.lib.pdf.ressources import DOSSIER_PDF, DOSSIER_POLICES, RessourceRefusee, chercher

FAMILLE = "Source Sans Pro"
_COULEURS = "--srgb"
_GRAISSES = {"Regular": 400, "Semibold": 600, "Bold": 700}


class Atelier:
    """The fonts are read once per process.

    Pango's font maps cannot be shared by threads: the lock costs nothing, since layout holds the
    interpreter anyway.
    """

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._polices: Any = None
        self._couleurs: Any = None

    def imprimer(self, html: str) -> bytes:
        """The PDF of a page whose relative addresses start from static/pdf."""
        if not pdf_disponible():
            raise PdfIndisponible(f"Il manque des bibliothèques pour écrire les PDF : lancez {COMMANDE}.")
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError

        with self._verrou:
            try:
                page = HTML(string=html, base_url=f"{DOSSIER_PDF.as_uri()}/", url_fetcher=chercher)
                pdf: bytes = page.write_pdf(
                    font_config=self.polices(),
                    color_profiles={_COULEURS: self._profil()},
                    output_intent=_COULEURS,
                    pdf_variant="pdf/a-3a",
                    finisher=finir,
                )
            except FatalURLFetchingError as refus:
                raise RessourceRefusee(str(refus)) from refus
        return pdf

    def polices(self) -> Any:
        """WeasyPrint's font configuration, with the bundled font under its own name."""
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        if self._polices is None:
            polices = FontConfiguration()
            CSS(string=_declarations(), font_config=polices, url_fetcher=chercher)
            self._polices = polices
        return self._polices

    def _profil(self) -> Any:
        """The sRGB profile. WeasyPrint opens its own at each render, and leaves the file open."""
        from weasyprint import pdf
        from weasyprint.css import ColorProfile

        if self._couleurs is None:
            octets = BytesIO((files(pdf) / "sRGB2014.icc").read_bytes())
            self._couleurs = ColorProfile(octets, "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
        return self._couleurs


def _declarations() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILLE}"; font-weight: {graisse}; '
        f'src: url("{(DOSSIER_POLICES / f"SourceSansPro-{nom}.ttf").as_uri()}") }}'
        for nom, graisse in _GRAISSES.items()
    )


ATELIER = Atelier()
