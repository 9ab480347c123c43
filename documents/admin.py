"""What the agents see of this app."""

from accounts.administration.site import site
from documents.pieces.administration import PieceAdmin, pieces_a_examiner
from documents.pieces.models import Piece

site.register(Piece, PieceAdmin)
site.ajouter_carte(pieces_a_examiner)
