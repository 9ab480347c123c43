"""What waits for the antivirus, asked again until it answers."""

import logging
from collections import Counter

from documents.pieces.antivirus import Verdict
from documents.pieces.models import Piece
from documents.pieces.reserve import PieceIllisible
from documents.pieces.services import analyser_piece

_journaux = logging.getLogger(__name__)
_LOT = 50


def analyser_les_pieces() -> Counter[Verdict]:
    """At most `_LOT` pieces, oldest first; stops at the first silence. Returns how many of each verdict."""
    verdicts: Counter[Verdict] = Counter()
    for piece in Piece.objects.en_quarantaine().select_related("dossier").order_by("deposee_le", "pk")[:_LOT]:
        try:
            verdict = analyser_piece(piece=piece)
        except PieceIllisible as illisible:  # withdrawn meanwhile, or lost: the others do not wait for it
            _journaux.error("%s", illisible)
            continue
        verdicts[verdict] += 1
        if verdict is Verdict.MUET:
            break
    return verdicts
