"""What a document may load: files of static/pdf, the font, and `data:` addresses. Nothing else, ever."""

from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import DataHandler, Request

import font_source_sans_pro

DOSSIER_PDF = Path(__file__).resolve().parents[3] / "static" / "pdf"
CHARTE = DOSSIER_PDF / "charte.css"
DOSSIER_POLICES = Path(font_source_sans_pro.font_directory).resolve()


class RessourceRefusee(Exception):
    """A document asked for something it may not load, or that does not exist: it is not rendered."""


def chercher(url: str) -> Any:
    """WeasyPrint's URL fetcher.

    Any refusal stops the rendering: WeasyPrint would otherwise log it and go on with a poorer page.
    """
    from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

    try:
        octets, type_mime = _lire(url)
    except (OSError, ValueError) as cause:
        raise FatalURLFetchingError(f"ressource refusée : {url[:200]!r}") from cause
    return URLFetcherResponse(url, octets, {"Content-Type": type_mime})


def _lire(url: str) -> tuple[bytes, str]:
    """Bytes and MIME type. Raises `ValueError` on a refused address, `OSError` on a missing file."""
    decoupee = urlsplit(url)
    if decoupee.scheme == "data":
        with DataHandler().data_open(Request(url)) as reponse:  # noqa: S310 - the scheme was just checked
            return reponse.read(), reponse.headers.get_content_type()
    if decoupee.scheme != "file" or decoupee.netloc:
        raise ValueError("seuls les fichiers du portail sont permis")
    return _fichier(unquote(decoupee.path))


@lru_cache(maxsize=64)
def _fichier(chemin: str) -> tuple[bytes, str]:
    fichier = Path(chemin).resolve()
    if not any(fichier.is_relative_to(dossier) for dossier in (DOSSIER_PDF, DOSSIER_POLICES)):
        raise ValueError("fichier hors des dossiers permis")
    if fichier == CHARTE:  # pages link to it to be readable alone; the workshop has it, parsed once
        return b"", "text/css"
    return fichier.read_bytes(), guess_type(fichier.name)[0] or "application/octet-stream"
