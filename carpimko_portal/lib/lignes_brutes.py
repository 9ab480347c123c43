"""The physical lines of a file, in bytes, a block at a time."""

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

LIGNE_MAX = 1 << 16  # bytes: longer is no line of ours, and must not fill the memory
_BLOC = 1 << 18
_BOM = b"\xef\xbb\xbf"


class LignesBrutes:
    """Iterates over `(number from 1, bytes without line ending)`; what was read ahead can be given back.

    A line longer than `LIGNE_MAX` comes out cut, still longer than `LIGNE_MAX`.
    """

    def __init__(self, fichier: BinaryIO) -> None:
        self.octets_lus = 0
        self._fichier = fichier
        self._rendues: deque[tuple[int, bytes]] = deque()
        self._lignes = self._lire()

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        return self

    def __next__(self) -> tuple[int, bytes]:
        return self._rendues.popleft() if self._rendues else next(self._lignes)

    def rendre(self, lignes: list[tuple[int, bytes]]) -> None:
        """Puts back lines in the order they came: the next ones out."""
        self._rendues.extendleft(reversed(lignes))

    def _lire(self) -> Iterator[tuple[int, bytes]]:
        debut = self._fichier.read(len(_BOM))
        self.octets_lus = len(debut)
        numero, reste = 0, debut.removeprefix(_BOM)
        while bloc := self._fichier.read(_BLOC):
            self.octets_lus += len(bloc)
            *lignes, reste = (reste + bloc).replace(b"\r\n", b"\n").split(b"\n")
            for numero, ligne in enumerate(lignes, numero + 1):  # noqa: B020 - the count goes on
                yield numero, ligne
            reste = reste[: LIGNE_MAX + 1]
        if reste:
            yield numero + 1, reste.removesuffix(b"\r")
