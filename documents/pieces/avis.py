"""The mails about pieces: what was received, what became of it. They hold no file and no reason that is a secret."""

import uuid

from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import Envoi
from carpimko_portal.lib.dates import ecrire_moment
from documents.pieces.enums import EtatPiece
from documents.pieces.models import Piece

DEPOT, SUITE = "piece-deposee", "piece-traitee"


def aviser_depot(*, piece: Piece) -> None:
    """The accusé de réception."""
    _poster(DEPOT, piece)


def aviser_suite(*, piece: Piece) -> None:
    """Accepted, or refused and why."""
    _poster(SUITE, piece)


def enregistrer_les_avis() -> None:
    """Makes both kinds known. Called once, at start."""
    enregistrer(Genre(DEPOT, _rediger, frozenset({"piece"})))
    enregistrer(Genre(SUITE, _rediger, frozenset({"piece"})))


def _poster(genre: str, piece: Piece) -> None:
    if piece.dossier.courriel:
        cle = f"{genre}:{piece.public_id}"
        poster(genre=genre, dossier=piece.dossier, cle=cle, piece=str(piece.public_id))


def _rediger(envoi: Envoi) -> Contenu:
    piece = Piece.objects.filter(public_id=uuid.UUID(envoi.references["piece"]), dossier=envoi.dossier).first()
    if envoi.dossier is None or piece is None or piece.etat == EtatPiece.RETIREE:
        raise SansObjet("la pièce n’est plus là")
    valeurs = {
        "prenom": envoi.dossier.prenom,
        "genre_piece": str(piece.get_genre_display()),
        "reference": piece.reference,
        "moment": ecrire_moment(piece.deposee_le),
        "est_acceptee": piece.etat == EtatPiece.ACCEPTEE,
        "en_quarantaine": piece.etat == EtatPiece.QUARANTAINE,
        "motif": str(piece.get_motif_refus_display()),
        "precision": piece.precision,
    }
    return Contenu(envoi.dossier.courriel, valeurs)
