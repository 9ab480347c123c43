"""The physical lines of a file, a block at a time."""

from collections.abc import Iterator
from typing import BinaryIO

LIGNE_MAX = 1 << 13  # bytes: longer is no line of ours, and must not fill the memory
CONTROLES = bytes([*range(0x20), 0x7F])
_BLOC = 1 << 18
_BOM = b"\xef\xbb\xbf"
_SUSPECTS = CONTROLES.replace(b"\n", b'"')

LigneBrute = tuple[int, str | bytes]


class LignesBrutes:
    """Iterates, once, over (number from 1, line without its ending).

    A line is `str` when nothing is left to check: its block is UTF-8 without quote, control
    character or endless line. It is `bytes` otherwise; longer than `LIGNE_MAX`, it comes out cut,
    still longer than `LIGNE_MAX`.
    """

    def __init__(self, fichier: BinaryIO) -> None:
        self.octets_lus = 0
        self._fichier = fichier

    def __iter__(self) -> Iterator[LigneBrute]:
        debut = self._fichier.read(len(_BOM))
        self.octets_lus = len(debut)
        numero, reste = 0, debut.removeprefix(_BOM)
        while bloc := self._fichier.read(_BLOC):
            self.octets_lus += len(bloc)
            entieres, fin, reste = (reste + bloc).replace(b"\r\n", b"\n").rpartition(b"\n")
            if fin:
                lignes = _separer(entieres)
                yield from enumerate(lignes, numero + 1)
                numero += len(lignes)
            reste = reste[: LIGNE_MAX + 1]
        if reste:
            yield numero + 1, reste.removesuffix(b"\r")


def _separer(bloc: bytes) -> list[str] | list[bytes]:
    """The lines of a block, as text when all of them are beyond suspicion."""
    lignes = bloc.split(b"\n")
    if len(bloc.translate(None, _SUSPECTS)) < len(bloc) or max(map(len, lignes)) > LIGNE_MAX:
        return lignes
    try:
        return bloc.decode().split("\n")
    except UnicodeDecodeError:
        return lignes
