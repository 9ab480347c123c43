"""How a piece leaves: as a file to keep, that no browser is to run, to guess or to cache."""

from django.http import HttpResponse

from carpimko_portal.lib.assainir import Format
from documents.pieces.models import Piece
from documents.pieces.selectors import nom_de_remise


def remettre(piece: Piece, octets: bytes) -> HttpResponse:
    entetes = {
        "Content-Disposition": f'attachment; filename="{nom_de_remise(piece)}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(octets, content_type=Format(piece.format).type_mime, headers=entetes)
