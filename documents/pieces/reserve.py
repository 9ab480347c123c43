"""Where pieces are kept: each sealed under a key of its own, which is in its row, sealed in turn."""

import hashlib
import logging
import re
import uuid

from django.core.files.base import ContentFile

from carpimko_portal.lib.coffre import CoffreIllisible, cle_de, nouvelle_cle
from documents.pieces.models import Piece, coffre_des_pieces

_journaux = logging.getLogger(__name__)
FICHIER = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:_\w{7})?\.scelle")


class PieceIllisible(Exception):
    """The file is lost, or is no longer what was deposited: it is not handed out."""


def _contexte(public_id: uuid.UUID) -> bytes:
    return f"piece:{public_id}".encode()


def ranger(public_id: uuid.UUID, octets: bytes) -> tuple[str, bytes]:
    """Stores the sealed bytes; returns the name of the file and the envelope of its key."""
    cle, enveloppe = nouvelle_cle(contexte=_contexte(public_id))
    scelle = ContentFile(cle.sceller(octets, contexte=_contexte(public_id)))
    return coffre_des_pieces().save(f"{public_id.hex[:2]}/{public_id}.scelle", scelle), enveloppe


def lire(piece: Piece) -> bytes:
    """The bytes, checked against the digest of the row. Raises `PieceIllisible`."""
    contexte = _contexte(piece.public_id)
    try:
        with coffre_des_pieces().open(piece.fichier.name or "absent") as fichier:
            octets = cle_de(bytes(piece.cle), contexte=contexte).ouvrir(fichier.read(), contexte=contexte)
    except (FileNotFoundError, CoffreIllisible) as cause:
        raise PieceIllisible(f"pièce {piece.public_id} : {cause}") from cause
    if hashlib.sha256(octets).hexdigest() != piece.sha256:
        raise PieceIllisible(f"pièce {piece.public_id} : empreinte différente")
    return octets


def jeter(nom: str) -> None:
    """Removes a file. A failure is logged: the nightly purge removes what no row names."""
    try:
        coffre_des_pieces().delete(nom)
    except OSError:
        _journaux.exception("pièce abandonnée non supprimée : %s", nom)
