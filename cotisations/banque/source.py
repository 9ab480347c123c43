"""The bytes of a bank file, hostile until read: no DTD, no entity, a size and an encoding that are expected."""

import re
from typing import BinaryIO

from cotisations.banque.lu import FichierRefuse

TAILLE_MAX = 256_000_000  # bytes
_DECLARATION = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")
_ENCODAGES = frozenset({b"utf-8", b"us-ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252"})
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
AVEC_DTD = "un fichier de la banque n’en a pas"


class Source:
    """The bytes, never more than allowed, in an encoding where a DTD shows, and none that would start one."""

    def __init__(self, fichier: BinaryIO, taille_max: int) -> None:
        self._fichier, self._reste, self._queue = fichier, taille_max, b""
        self._est_debut = True

    def read(self, taille: int = -1) -> bytes:
        octets = self._fichier.read(taille)
        self._reste -= len(octets)
        if self._reste < 0:
            raise FichierRefuse("", "fichier trop grand")
        if b"\0" in octets or (self._est_debut and not _encodage_permis(octets)):
            raise FichierRefuse("ligne 1", "encodage inattendu : il est attendu en UTF-8")
        if _DTD.search(self._queue + octets):
            raise FichierRefuse("DOCTYPE", AVEC_DTD)
        self._est_debut, self._queue = False, octets[-10:]
        return octets


def _encodage_permis(debut: bytes) -> bool:
    declare = _DECLARATION.match(debut)
    return declare is None or declare[1].lower() in _ENCODAGES
