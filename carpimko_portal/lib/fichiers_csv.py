"""CSV files as they really arrive: read as a stream, each bad line refused on its own.

UTF-8 (a BOM is tolerated), cells separated by `;`, one header line; a cell holds one line of text.
"""

import codecs
import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from carpimko_portal.lib.lignes_brutes import CONTROLES, LIGNE_MAX, LignesBrutes

SEPARATEUR = ";"
_BLOC = 1 << 18


class FichierIllisible(Exception):
    """The file as a whole cannot be imported. The message is for people; nothing of it was written."""


class Ligne(NamedTuple):
    """A well-formed line. `numero` counts from 1, header included; `cellules` are texts, later values."""

    numero: int
    cellules: Sequence[Any]


class Refus(NamedTuple):
    """Why a line is left out. `colonne` is empty when the line as a whole is at fault."""

    ligne: int
    colonne: str
    motif: str


@contextmanager
def ouvrir_csv(chemin: Path, colonnes: Sequence[str]) -> Iterator["LecteurCsv"]:
    """Opens a file whose header names exactly `colonnes`, in any order. Raises `FichierIllisible`."""
    if chemin.exists() and not chemin.is_file():  # a pipe cannot be read twice, and may never end
        raise FichierIllisible("lecture impossible (ce n’est pas un fichier ordinaire)")
    try:
        fichier = chemin.open("rb")
    except OSError as erreur:
        raise FichierIllisible(f"lecture impossible ({erreur.strerror})") from erreur
    with fichier:
        exiger_utf8(fichier)
        yield LecteurCsv(fichier, colonnes)


class LecteurCsv:
    """Iterates over the lines after the header, good and refused, in a memory that does not depend on the file."""

    def __init__(self, fichier: BinaryIO, colonnes: Sequence[str]) -> None:
        self._colonnes = colonnes
        self._source = LignesBrutes(fichier)
        self._lignes = iter(self._source)
        self._ordonner = self._lire_entete()

    @property
    def octets_lus(self) -> int:
        return self._source.octets_lus

    def __iter__(self) -> Iterator[Ligne | Refus]:
        for numero, ligne in self._lignes:
            if ligne:
                yield self._lire_ligne(numero, ligne)

    def _lire_entete(self) -> Callable[[Sequence[str]], Sequence[str]]:
        """How to put the cells of this file in the expected order."""
        ligne = next(self._lignes, (0, ""))[1]
        motif = _defaut(ligne)
        noms = _decouper(_texte(ligne))
        if motif or noms is None:
            raise FichierIllisible(f"en-tête : {motif or 'guillemets mal placés'}")
        noms = [nom.strip() for nom in noms]
        if defauts := _defauts_entete(noms, self._colonnes):
            raise FichierIllisible(f"en-tête : {defauts}")
        return itemgetter(*(noms.index(colonne) for colonne in self._colonnes))

    def _lire_ligne(self, numero: int, ligne: str | bytes) -> Ligne | Refus:
        cellules = ligne.split(SEPARATEUR) if isinstance(ligne, str) else self._decouper_suspecte(ligne)
        if isinstance(cellules, str):
            return Refus(numero, "", cellules)
        if len(cellules) != len(self._colonnes):
            return Refus(
                numero, "", f"{len(cellules)} cellule{'s' * (len(cellules) > 1)} au lieu de {len(self._colonnes)}"
            )
        return Ligne(numero, self._ordonner(cellules))

    @staticmethod
    def _decouper_suspecte(octets: bytes) -> list[str] | str:
        """The cells of a line that had to be looked at, or why there are none."""
        if motif := _defaut(octets):
            return motif
        texte = octets.decode()
        if '"' not in texte:
            return texte.split(SEPARATEUR)
        # A cell never spans lines: reading on would swallow the good lines that follow an open quote.
        if texte.count('"') % 2:
            return "guillemet ouvert et jamais refermé"
        cellules = _decouper(texte)
        return "guillemets mal placés" if cellules is None else cellules


def exiger_utf8(fichier: BinaryIO) -> None:
    """Leaves the file at its start, or raises `FichierIllisible`.

    Bad bytes among accents that are UTF-8 are the fault of their line, refused later on its own;
    when no accent at all is UTF-8, the file was saved in another encoding.
    """
    lisible = _est_utf8(fichier)
    fichier.seek(0)
    if lisible:
        return
    fautive = 0
    for numero, ligne in LignesBrutes(fichier):
        if ligne.isascii():
            continue
        if _defaut(ligne) is None:
            fautive = 0
            break
        fautive = fautive or numero
    fichier.seek(0)
    if fautive:
        raise FichierIllisible(
            f"le fichier n’est pas en UTF-8 (ligne {fautive}, sans doute Latin-1 ou Windows-1252) ; "
            "enregistrez-le en « CSV UTF-8 »"
        )


def _est_utf8(fichier: BinaryIO) -> bool:
    decodeur = codecs.getincrementaldecoder("utf-8")()
    try:
        while bloc := fichier.read(_BLOC):
            decodeur.decode(bloc)
        decodeur.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _texte(ligne: str | bytes) -> str:
    return ligne if isinstance(ligne, str) else ligne.decode(errors="replace")


def _defaut(octets: str | bytes) -> str | None:
    """What makes a line unreadable, whatever its cells."""
    if isinstance(octets, str):
        return None
    if len(octets) > LIGNE_MAX:
        return f"ligne de plus de {LIGNE_MAX} octets"
    if len(octets.translate(None, CONTROLES)) != len(octets):
        return "contient un octet nul" if b"\0" in octets else "contient un caractère de contrôle"
    if octets.isascii():
        return None
    try:
        octets.decode()
    except UnicodeDecodeError:
        return "n’est pas en UTF-8"
    return None


def _decouper(texte: str) -> list[str] | None:
    """Cells of a text that may be quoted, or `None` when its quotes make no sense."""
    try:
        lignes = list(csv.reader([texte], delimiter=SEPARATEUR, strict=True))
    except csv.Error:
        return None
    return lignes[0] if lignes else []


def _defauts_entete(noms: list[str], attendus: Sequence[str]) -> str:
    comptes = Counter(noms)
    defauts = {
        "colonnes manquantes": [nom for nom in attendus if nom not in comptes],
        "colonnes inconnues": [nom or "(sans nom)" for nom in comptes if nom not in attendus],
        "colonnes en double": [nom for nom, compte in comptes.items() if compte > 1],
    }
    phrases = [f"{titre} ({', '.join(fautifs)})" for titre, fautifs in defauts.items() if fautifs]
    if len(noms) == 1 < len(attendus):
        return f"une seule colonne trouvée ; le séparateur attendu est « {SEPARATEUR} »"
    return " ; ".join(phrases)
