"""Reading a PDF back, as a person and as a checker do."""

import re
import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from pdfua.validator import Validator


def texte(octets: bytes) -> str:
    """What a person reads, single-spaced."""
    sortie = subprocess.run(["pdftotext", "-layout", "-", "-"], input=octets, capture_output=True, check=True)
    return " ".join(sortie.stdout.decode().split())


def ouvrir(octets: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(octets))


def balises(pdf: pikepdf.Pdf) -> list[str]:
    """Structure types in reading order, without the wrappers that say nothing."""
    return [nom for nom in _parcourir(pdf.Root.StructTreeRoot.K) if nom not in {"Span", "NonStruct", "Div"}]


def _parcourir(noeud: Any) -> list[str]:
    if isinstance(noeud, pikepdf.Array):
        return [nom for enfant in noeud for nom in _parcourir(enfant)]
    if not isinstance(noeud, pikepdf.Dictionary) or "/S" not in noeud:
        return []
    return [str(noeud.S).removeprefix("/"), *_parcourir(noeud.get("/K", pikepdf.Array()))]


def defauts_pdfua(octets: bytes) -> list[str]:
    """Findings of the PDF/UA-1 checker."""
    with TemporaryDirectory() as repertoire:
        fichier = Path(repertoire) / "document.pdf"
        fichier.write_bytes(octets)
        rapport = Validator().validate(str(fichier))
    return [str(trouvaille) for trouvaille in rapport.findings]


@dataclass(frozen=True)
class Mot:
    """A word on the first page, in millimetres from the top left corner."""

    texte: str
    gauche: float
    haut: float
    droite: float
    bas: float


def mots_places(octets: bytes) -> list[Mot]:
    """Words of the first page, where they lie."""
    sortie = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", "-", "-"], input=octets, capture_output=True, check=True
    ).stdout.decode()
    motif = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
    return [Mot(mot, *(float(v) * 25.4 / 72 for v in coins)) for *coins, mot in motif.findall(sortie)]
