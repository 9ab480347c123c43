"""The file an agent gives, whatever its format."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cotisations.banque import camt, cfonb120
from cotisations.banque.etats import FormatReleve
from cotisations.banque.lu import FichierInconnu, Lu

_BLOC = 1 << 20
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Fichier:
    """A statement file that was looked at: its format, and what names it. Open, and at its start."""

    flux: BinaryIO
    format: FormatReleve
    sha256: str

    def lire(self) -> Iterator[Lu]:
        """Raises `FichierRefuse`, possibly after having yielded."""
        return camt.lire(self.flux) if self.format == FormatReleve.CAMT else cfonb120.lire(self.flux)


def reconnaitre(flux: BinaryIO) -> Fichier:
    """Raises `FichierInconnu` when it is neither a camt nor a CFONB file."""
    empreinte, debut = hashlib.sha256(), b""
    while bloc := flux.read(_BLOC):
        debut = debut or bloc[:200]
        empreinte.update(bloc)
    flux.seek(0)
    debut = debut.removeprefix(_BOM).lstrip()
    if debut.startswith(b"<"):
        return Fichier(flux, FormatReleve.CAMT, empreinte.hexdigest())
    if debut.startswith(b"01"):
        return Fichier(flux, FormatReleve.CFONB, empreinte.hexdigest())
    raise FichierInconnu("ligne 1", "ce n’est ni un relevé camt.053 ni un relevé CFONB120")
