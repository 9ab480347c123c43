import io

from PIL import Image

import documents.pieces.services
from documents.pieces.antivirus import Verdict
from documents.pieces.enums import EtatPiece, GenrePiece, MotifRefus
from documents.pieces.models import Piece
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai


def _image() -> bytes:
    sortie = io.BytesIO()
    Image.new("RGB", (8, 8)).save(sortie, "PNG")
    return sortie.getvalue()


def _deposer_piece(persona: Persona) -> None:
    documents.pieces.services.deposer_piece(
        dossier=persona.dossier, genre=GenrePiece.RIB, nom="a.png", octets=_image(), par=persona.compte
    )


def _deposee(persona: Persona) -> Piece:
    return Piece.objects.select_related("dossier").get(dossier=persona.dossier)


def _en_quarantaine(persona: Persona) -> None:
    _deposer_piece(persona)
    Piece.objects.update(etat=EtatPiece.QUARANTAINE)


def _ecarter_depot(persona: Persona) -> None:
    documents.pieces.services.ecarter_depot(dossier=persona.dossier, signature="Essai", octets=b"x", par=persona.compte)


def _retirer_piece(persona: Persona) -> None:
    documents.pieces.services.retirer_piece(piece=_deposee(persona), par=persona.compte)


def _accepter_piece(persona: Persona) -> None:
    documents.pieces.services.accepter_piece(piece=_deposee(persona), par=persona.compte)


def _refuser_piece(persona: Persona) -> None:
    documents.pieces.services.refuser_piece(
        piece=_deposee(persona), motif=MotifRefus.ILLISIBLE, precision="", par=persona.compte
    )


def _remettre_piece(persona: Persona) -> None:
    documents.pieces.services.remettre_piece(piece=_deposee(persona), par=persona.compte)


def _conclure_analyse(persona: Persona) -> None:
    documents.pieces.services.conclure_analyse(piece=_deposee(persona), verdict=Verdict.SAIN)


def _analyser_piece(persona: Persona) -> None:
    documents.pieces.services.analyser_piece(piece=_deposee(persona))


CHAPITRE = Chapitre(
    modules=(documents.pieces.services,),
    essais=(
        Essai(_deposer_piece),
        Essai(_ecarter_depot),
        Essai(_retirer_piece, avant=_deposer_piece),
        Essai(_accepter_piece, avant=_deposer_piece),
        Essai(_refuser_piece, avant=_deposer_piece),
        Essai(_remettre_piece, avant=_deposer_piece),
        Essai(_analyser_piece, avant=_en_quarantaine),
        Essai(_conclure_analyse, avant=_en_quarantaine),
    ),
)
