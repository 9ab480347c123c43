"""Real gunicorn servers on free ports, and the processor time they spend."""

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import psutil

_PATIENCE = 30.0  # seconds for a server to answer


@dataclass(frozen=True)
class Serveur:
    """One gunicorn with one synchronous worker."""

    port: int
    processus: psutil.Process

    def demander(self, chemin: str, temoin: str = "") -> bytes:
        """Body of a GET with this session cookie; anything but 200 stops the bench."""
        connexion = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connexion.request("GET", chemin, headers={"Cookie": f"session={temoin}"} if temoin else {})
        reponse = connexion.getresponse()
        corps = reponse.read()
        connexion.close()
        if reponse.status != http.client.OK:
            sys.exit(f"{chemin} : {reponse.status}")
        return corps

    def secondes(self) -> float:
        """Processor time spent so far by the workers."""
        return sum(_secondes(enfant) for enfant in self.processus.children())


def _secondes(processus: psutil.Process) -> float:
    try:  # Linux counts in nanoseconds here, in hundredths elsewhere
        return int(Path(f"/proc/{processus.pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        temps = processus.cpu_times()
        return float(temps.user + temps.system)


@contextmanager
def servir(application: str, environnement: dict[str, str]) -> Iterator[Serveur]:
    """Runs `module:application` until the block ends."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    commande = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    processus = subprocess.Popen([*commande, "--no-control-socket"], env=os.environ | environnement)
    try:
        _attendre(port)
        yield Serveur(port, psutil.Process(processus.pid))
    finally:
        processus.terminate()
        processus.wait(_PATIENCE)


def _attendre(port: int) -> None:
    limite = monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if monotonic() > limite:
                raise
            sleep(0.05)
        else:
            return
