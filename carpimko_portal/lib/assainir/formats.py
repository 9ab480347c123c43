"""Which files are taken, how they are recognised, and why one is refused. Imports nothing heavy."""

from enum import Enum, StrEnum

import filetype


class Motif(StrEnum):
    """Why a file is refused: a value that travels between processes; the words are with who speaks to people."""

    VIDE = "vide"
    EXTENSION = "extension"
    CONTENU = "contenu"
    CHIFFRE = "chiffre"
    FORMULAIRE = "formulaire"
    PAGES = "pages"
    PIXELS = "pixels"
    TROP_LONG = "trop_long"
    ILLISIBLE = "illisible"


class FichierRefuse(ValueError):
    """This file is not taken."""

    def __init__(self, motif: Motif) -> None:
        super().__init__(motif.value)
        self.motif = motif


class Format(Enum):
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"

    @property
    def type_mime(self) -> str:
        return "application/pdf" if self is Format.PDF else f"image/{self.value}"

    @property
    def extension(self) -> str:
        return "jpg" if self is Format.JPEG else self.value


FORMATS = {"pdf": Format.PDF, "jpg": Format.JPEG, "jpeg": Format.JPEG, "png": Format.PNG}
_SIGNATURES = {Format.PDF: b"%PDF-", Format.JPEG: b"\xff\xd8\xff", Format.PNG: b"\x89PNG\r\n\x1a\n"}


def format_de(octets: bytes, nom: str) -> Format:
    """What the name says, when the bytes agree from the very first one. Raises `FichierRefuse`.

    A signature proves nothing by itself (a PDF may hold a web page): the rewriting does the rest.
    """
    if not octets:
        raise FichierRefuse(Motif.VIDE)
    annonce = FORMATS.get(nom.rpartition(".")[2].lower()) if "." in nom else None
    if annonce is None:
        raise FichierRefuse(Motif.EXTENSION)
    vu = filetype.guess_mime(octets)
    if vu != annonce.type_mime or not octets.startswith(_SIGNATURES[annonce]):
        raise FichierRefuse(Motif.CONTENU)
    return annonce
