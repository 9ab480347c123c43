"""Signing what was issued: a PAdES signature appended after rendering, so that any later change shows.

The signature has no appearance (nothing for a screen reader to stumble on) and certifies the file: no change is
allowed after it. pyHanko is imported by the first signature.
"""

import threading
from io import BytesIO
from typing import Any

from django.conf import settings

from carpimko_portal.lib.pdf.bibliotheques import PdfIndisponible
from carpimko_portal.lib.pdf.cles import cle_en_fichier

_CHAMP = "Signature"


class Cachet:
    """The fund's electronic seal. Keeps the parsed key.

    One signature at a time: a token's session cannot be shared by threads.
    """

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._signataire: Any = None

    def apposer(self, octets: bytes) -> bytes:
        """The same PDF, signed. Raises `PdfIndisponible` when the timestamping authority or the token is silent."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
        from pyhanko.sign.general import SigningError
        from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
        from pyhanko.sign.timestamps import TimestampRequestError

        termes = PdfSignatureMetadata(
            field_name=_CHAMP,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            name=settings.CAISSE_NOM,
            reason=f"Document émis par {settings.CAISSE_NOM}",
        )
        sortie = BytesIO()
        with self._verrou:
            signature = PdfSigner(
                termes, self.signataire(), timestamper=_horodateur(), new_field_spec=SigFieldSpec(_CHAMP)
            )
            try:
                signature.sign_pdf(IncrementalPdfFileWriter(BytesIO(octets)), output=sortie)
            except (SigningError, TimestampRequestError, OSError) as cause:
                raise PdfIndisponible("La signature des documents ne répond pas.") from cause
        return sortie.getvalue()

    def signataire(self) -> Any:
        """Made by the first signature of the process. Raises `CleInutilisable`."""
        if self._signataire is None:
            from carpimko_portal.lib.pdf import signataires

            self._signataire = (
                signataires.du_jeton() if settings.SIGNATURE_MODULE else signataires.en_memoire(cle_en_fichier())
            )
        return self._signataire

    def oublier(self) -> None:
        """The next signature reads the settings again."""
        self._signataire = None


def _horodateur() -> Any:
    if not settings.SIGNATURE_HORODATAGE:
        return None
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(settings.SIGNATURE_HORODATAGE, timeout=5)


CACHET = Cachet()
