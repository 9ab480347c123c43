"""Files from outside, rewritten so that nothing in them acts: what people see stays, what programs would run goes.

The parsers of PDF and images meet hostile bytes: they work in a process of their own, without secrets, with bounded
memory and time, that answers or dies (`python -m carpimko_portal.lib.assainir`).
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from carpimko_portal.lib.assainir.formats import FORMATS, FichierRefuse, Format, Motif, format_de

__all__ = ["FORMATS", "FichierRefuse", "Format", "Motif", "Sain", "assainir", "format_de"]
DUREE_MAX = 20.0  # seconds of wall clock; the process has ten of processor
_RACINE = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Sain:
    """The bytes written anew, and how many pages they have."""

    octets: bytes
    format: Format
    pages: int


def assainir(octets: bytes, *, nom: str) -> Sain:
    """The file without anything active. `nom`: the one it was sent with. Raises `FichierRefuse`."""
    format_lu = format_de(octets, nom)
    commande = [sys.executable, "-m", __name__, format_lu.value]
    try:
        resultat = subprocess.run(  # noqa: S603 - our own module, no word of the sender
            commande,
            input=octets,
            capture_output=True,
            timeout=DUREE_MAX,
            check=False,
            cwd=_RACINE,
            env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as cause:
        raise FichierRefuse(Motif.TROP_LONG) from cause
    return _reponse(resultat, format_lu)


def _reponse(resultat: "subprocess.CompletedProcess[bytes]", format_lu: Format) -> Sain:
    """A process that died said nothing: its file is one that we cannot read."""
    entete, separateur, octets = resultat.stdout.partition(b"\n")
    if resultat.returncode or not separateur:
        raise FichierRefuse(Motif.ILLISIBLE)
    dit = json.loads(entete)
    if motif := dit.get("refus"):
        raise FichierRefuse(Motif(motif))
    return Sain(octets, format_lu, dit["pages"])
