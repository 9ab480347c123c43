"""What clamd says of some bytes. Configured and silent, it clears nothing: pieces wait (docs/pieces.md).

Its protocol is spoken here, in twenty lines: the library of the same name sends without looking whether all was taken.
"""

import logging
import socket
import struct
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings

_journaux = logging.getLogger(__name__)
_MORCEAU = 65_536
_REPONSE_MAX = 4096


class Verdict(Enum):
    SAIN = "sain"
    INFECTE = "infecte"
    MUET = "muet"  # no answer, or none that clears
    ETEINT = "eteint"  # none is configured


@dataclass(frozen=True)
class Analyse:
    """`signature`: what was found, in the words of the antivirus."""

    verdict: Verdict
    signature: str = ""


def analyser(octets: bytes) -> Analyse:
    """Never raises: a scan that did not end is `MUET`, and logged."""
    if settings.ANTIVIRUS == "off":
        return Analyse(Verdict.ETEINT)
    try:
        return _conclure(_demander(octets))
    except OSError as panne:
        _journaux.error("antivirus : pas de réponse (%s)", type(panne).__name__)
        return Analyse(Verdict.MUET)


def _demander(octets: bytes) -> str:
    """INSTREAM: each chunk behind its length, then an empty one; the answer ends with a null byte."""
    with _prise() as prise:
        prise.sendall(b"zINSTREAM\0")
        for debut in range(0, len(octets), _MORCEAU):
            morceau = octets[debut : debut + _MORCEAU]
            prise.sendall(struct.pack("!L", len(morceau)) + morceau)
        prise.sendall(struct.pack("!L", 0))
        with prise.makefile("rb") as flux:
            return flux.read(_REPONSE_MAX).partition(b"\0")[0].decode(errors="replace")


def _prise() -> socket.socket:
    adresse = urlsplit(settings.ANTIVIRUS)
    if adresse.hostname:
        return socket.create_connection((adresse.hostname, adresse.port or 0), timeout=settings.ANTIVIRUS_PATIENCE)
    prise = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    prise.settimeout(settings.ANTIVIRUS_PATIENCE)
    try:
        prise.connect(adresse.path)
    except OSError:
        prise.close()
        raise
    return prise


def _conclure(reponse: str) -> Analyse:
    """`stream: OK`, `stream: <signature> FOUND`; whatever else clears nothing."""
    if reponse == "stream: OK":
        return Analyse(Verdict.SAIN)
    if reponse.startswith("stream: ") and reponse.endswith(" FOUND"):
        return Analyse(Verdict.INFECTE, reponse.removeprefix("stream: ").removesuffix(" FOUND")[:80])
    _journaux.error("antivirus : réponse inattendue (%s)", reponse[:80])
    return Analyse(Verdict.MUET)
