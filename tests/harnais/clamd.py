"""A clamd that speaks the real protocol (zINSTREAM: chunks with their length, then nothing) and knows EICAR."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class FauxClamd:
    """`recus`: what was scanned. `humeur`: "" (honest), `coupe` (resets), `limite` (too large), `charabia`,
    `trouve` (knows it, whatever it is)."""

    adresse: str
    humeur: str = ""
    recus: list[bytes] = field(default_factory=list)

    def repondre(self, prise: socket.socket) -> None:
        with prise.makefile("rb") as flux:
            if flux.read(10) != b"zINSTREAM\0":
                return
            octets = b""
            while longueur := struct.unpack("!L", flux.read(4))[0]:
                octets += flux.read(longueur)
        self.recus.append(octets)
        if self.humeur != "coupe":
            prise.sendall(self._verdict(octets) + b"\0")

    def _verdict(self, octets: bytes) -> bytes:
        if self.humeur == "limite":
            return b"INSTREAM size limit exceeded. ERROR"
        if self.humeur == "charabia":
            return b"bonjour"
        return b"stream: Eicar-Signature FOUND" if EICAR in octets or self.humeur == "trouve" else b"stream: OK"


@contextlib.contextmanager
def clamd_qui_ecoute(chemin: Path | None = None) -> Iterator[FauxClamd]:
    """On a unix socket at `chemin`, else on a port of the loopback."""
    prise = socket.socket(socket.AF_UNIX if chemin else socket.AF_INET)
    prise.bind(str(chemin) if chemin else ("127.0.0.1", 0))
    prise.listen()
    adresse = f"clamd://{chemin}" if chemin else f"clamd://127.0.0.1:{prise.getsockname()[1]}"
    faux = FauxClamd(adresse)

    def servir() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = prise.accept()
                with client, contextlib.suppress(OSError, struct.error):
                    faux.repondre(client)

    fil = threading.Thread(target=servir, daemon=True)
    fil.start()
    try:
        yield faux
    finally:
        prise.shutdown(socket.SHUT_RDWR)
        prise.close()
        fil.join(5)
