"""Reads of the pieces, shaped for pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils import timezone

from accounts.models import Dossier
from carpimko_portal.lib.assainir import Format
from documents.pieces.enums import EtatPiece
from documents.pieces.models import Piece

PAR_PAGE = 20
_TONS = {
    EtatPiece.QUARANTAINE: "partielle",
    EtatPiece.RECUE: "a_venir",
    EtatPiece.ACCEPTEE: "payee",
    EtatPiece.REFUSEE: "en_retard",
    EtatPiece.RETIREE: "remplace",
}
_SUITES = {
    EtatPiece.QUARANTAINE: "Notre antivirus ne répond pas : la pièce est gardée à l’abri et sera analysée dès son "
    "retour. Vous n’avez rien à faire.",
    EtatPiece.RECUE: "Un agent va l’examiner. Vous recevrez un e-mail dès que ce sera fait.",
    EtatPiece.ACCEPTEE: "Elle est jointe à votre dossier : vous n’avez plus rien à faire.",
    EtatPiece.REFUSEE: "Déposez une autre pièce qui convienne.",
    EtatPiece.RETIREE: "Vous l’avez retirée : le fichier est détruit.",
}


@dataclass(frozen=True)
class LignePiece:
    """A piece as a list shows it."""

    public_id: UUID
    genre: str
    nom: str
    deposee_le: datetime
    etat: str
    ton: str


@dataclass(frozen=True)
class FichePiece:
    """A piece as its member sees it. `suite`: what happens next. `est_ouverte`: it can be withdrawn."""

    public_id: UUID
    genre: str
    nom: str
    reference: str
    deposee_le: datetime
    taille: int
    pages: int
    sha256_depose: str
    etat: str
    ton: str
    suite: str
    motif: str
    precision: str
    close_le: datetime | None
    est_ouverte: bool
    est_lisible: bool


def pieces_du_dossier(dossier: Dossier, *, page: str | None) -> "Page[LignePiece]":
    """A page of pieces, newest first. Two queries."""
    pagination = Paginator(Piece.objects.du_dossier(dossier).recentes_dabord(), PAR_PAGE).get_page(page)
    lignes = [_ligne(piece) for piece in pagination.object_list]
    return Page(lignes, pagination.number, pagination.paginator)  # type: ignore[arg-type] # of rows, shown as lines


def piece_du_dossier(dossier: Dossier, public_id: UUID) -> Piece | None:
    """For services; another's and an unknown one are the same `None`. One query."""
    return Piece.objects.du_dossier(dossier).select_related("dossier").filter(public_id=public_id).first()


def fiche_de_la_piece(dossier: Dossier, public_id: UUID) -> FichePiece | None:
    """The same, for a page. One query."""
    piece = piece_du_dossier(dossier, public_id)
    return _fiche(piece) if piece else None


def nom_de_remise(piece: Piece) -> str:
    """`2026-11-22_rib_1234567_3F2A-90C1-77DE.pdf`: nothing of the name that was sent."""
    jour = timezone.localdate(piece.deposee_le).isoformat()
    return f"{jour}_{piece.genre}_{piece.dossier.numero}_{piece.reference}.{Format(piece.format).extension}"


def _ligne(piece: Piece) -> LignePiece:
    etat = EtatPiece(piece.etat)
    genre = str(piece.get_genre_display())
    return LignePiece(piece.public_id, genre, piece.nom, piece.deposee_le, str(etat.label), _TONS[etat])


def _fiche(piece: Piece) -> FichePiece:
    etat = EtatPiece(piece.etat)
    return FichePiece(
        public_id=piece.public_id,
        genre=str(piece.get_genre_display()),
        nom=piece.nom,
        reference=piece.reference,
        deposee_le=piece.deposee_le,
        taille=piece.taille,
        pages=piece.pages,
        sha256_depose=piece.sha256_depose,
        etat=str(etat.label),
        ton=_TONS[etat],
        suite=_SUITES[etat],
        motif=str(piece.get_motif_refus_display()),
        precision=piece.precision,
        close_le=piece.close_le,
        est_ouverte=piece.est_ouverte,
        est_lisible=bool(piece.fichier),
    )
