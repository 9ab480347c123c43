"""Pieces that the personas deposited, each in a state of its own, so that both sides of the counter have something."""

import io

from PIL import Image, ImageDraw

from accounts.models import Acces, Compte, Dossier
from documents.pieces import services
from documents.pieces.enums import GenrePiece, MotifRefus
from documents.pieces.models import Piece

_AGENT = "agathe.guichet@caisse.example"
_DEPOTS = (
    ("1234567", GenrePiece.RIB, "rib.png", "Relevé d’identité bancaire fictif"),
    ("1234567", GenrePiece.DOMICILE, "facture-electricite.png", "Facture fictive"),
    ("0123456", GenrePiece.IDENTITE, "carte-identite-recto.png", "Pièce d’identité fictive, recto"),
    ("123456789", GenrePiece.ETAT_CIVIL, "acte-de-deces.png", "Acte d’état civil fictif"),
    ("0067890", GenrePiece.IMPOT, "avis-impot.png", "Avis d’imposition fictif"),
)


def deposer_des_pieces() -> None:
    """Those that are missing. Alice's proof of address is accepted, Bruno's identity refused, the others wait."""
    if Piece.objects.exists():
        return
    deposees = [_deposer(*depot) for depot in _DEPOTS]
    agent = Compte.objects.get(identifiant=_AGENT)
    services.accepter_piece(piece=deposees[1], par=agent)
    services.refuser_piece(
        piece=deposees[2], motif=MotifRefus.INCOMPLETE, precision="Il manque le verso de la carte.", par=agent
    )


def _deposer(numero: str, genre: GenrePiece, nom: str, dit: str) -> Piece:
    dossier = Dossier.objects.get(numero=numero)
    titulaire = Acces.objects.titulaires().select_related("compte").get(dossier=dossier).compte
    return services.deposer_piece(dossier=dossier, genre=genre, nom=nom, octets=_image(dit), par=titulaire).piece


def _image(dit: str) -> bytes:
    toile = Image.new("RGB", (900, 560), (247, 246, 242))
    dessin = ImageDraw.Draw(toile)
    dessin.rectangle((30, 30, 870, 530), outline=(11, 92, 74), width=4)
    dessin.text((70, 80), dit, fill=(23, 36, 43), font_size=36)
    dessin.text((70, 150), "SPÉCIMEN : aucune valeur", fill=(161, 38, 27), font_size=28)
    sortie = io.BytesIO()
    toile.save(sortie, "PNG")
    return sortie.getvalue()
