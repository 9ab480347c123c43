"""What the agents see of this app."""

from accounts.administration.site import site
from documents.administration import DocumentAdmin
from documents.models import Document
from documents.pieces.administration import PieceAdmin, pieces_a_examiner
from documents.pieces.models import Piece

site.register(Piece, PieceAdmin)
site.register(Document, DocumentAdmin)
site.ajouter_carte(pieces_a_examiner)
