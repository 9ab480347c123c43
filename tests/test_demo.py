"""`bin/demo`, as a newcomer runs it: it answers, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psutil
import pytest

RACINE = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
# What starts the tests may ignore Ctrl-C, as a shell does for what it runs in the background; a shell that is born so
# can never trap it.
_AU_TERMINAL = """import os, signal, sys
for nom in ("SIGINT", "SIGQUIT", "SIGHUP"):
    signal.signal(getattr(signal, nom), signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])"""
pytestmark = pytest.mark.une_fois


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


class Demonstration:
    """One set of data, started as often as needed."""

    def __init__(self, repertoire: Path) -> None:
        self.repertoire, self.port = repertoire, _port_libre()
        self.environnement = {
            **{nom: os.environ[nom] for nom in ("PATH", "HOME") if nom in os.environ},
            "LANG": "C.UTF-8",
            "REPERTOIRE_DONNEES": str(repertoire / "var"),
            "REPERTOIRE_STATIQUES": str(repertoire / "statiques"),
        }

    def lancer(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", _AU_TERMINAL, RACINE / "bin" / "demo", "--port", str(self.port), *arguments],
            env=self.environnement, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def executer(self, *arguments: str) -> tuple[int, str]:
        processus = self.lancer(*arguments)
        dit, _ = processus.communicate(timeout=PATIENCE)
        return processus.returncode, dit

    @contextmanager
    def ouverte(self, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
        """The running demonstration and what it said, from its start to the line that says it is open."""
        processus = self.lancer(*arguments)
        assert processus.stdout
        lignes: list[str] = []
        try:
            for ligne in processus.stdout:
                lignes.append(ligne)
                if "Ctrl-C" in ligne:
                    break
            else:
                raise AssertionError("".join(lignes))
            yield processus, "".join(lignes)
        finally:
            if processus.poll() is None:
                processus.terminate()
            processus.communicate(timeout=PATIENCE)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return Demonstration(tmp_path_factory.mktemp("demo"))


def _descendants(processus: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(processus.pid).children(recursive=True)


def _tous_morts(enfants: list[psutil.Process]) -> bool:
    limite = monotonic() + 10
    while monotonic() < limite:
        if not any(e.is_running() and e.status() != psutil.STATUS_ZOMBIE for e in enfants):
            return True
        sleep(0.05)
    return False


@pytest.mark.parametrize("signe", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_un_signal_arrete_tous_les_enfants(demo: Demonstration, signe: signal.Signals) -> None:
    with demo.ouverte() as (processus, dit):
        assert f"http://127.0.0.1:{demo.port}/" in dit
        assert re.search(r"affilie +1234567 ", dit)
        assert '"levelname"' not in dit, "un journal au milieu de ce qui s’adresse à une personne"
        with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/connexion/", timeout=10) as reponse:
            assert reponse.status == 200
        enfants = _descendants(processus)
        assert len(enfants) >= 4
        os.killpg(processus.pid, signe)  # as the terminal does: to the whole group
        assert processus.wait(PATIENCE) == 0
    assert _tous_morts(enfants)


def test_un_enfant_qui_meurt_emporte_tout(demo: Demonstration) -> None:
    with demo.ouverte() as (processus, _):
        enfants = _descendants(processus)
        next(e for e in enfants if "celery" in " ".join(e.cmdline())).kill()
        assert processus.wait(PATIENCE) == 1
    assert _tous_morts(enfants)


def test_une_seconde_demonstration_dit_pourquoi_elle_ne_part_pas(demo: Demonstration) -> None:
    with demo.ouverte():
        code, dit = demo.executer()
        assert code == 1
        assert f"Le port {demo.port} est déjà pris" in dit
        for arguments in (["--reset"], []):
            code, dit = demo.executer(*arguments, "--port", str(_port_libre()))
            assert code == 1
            assert "arrêtez-la d’abord" in dit


def test_des_serveurs_orphelins_gardent_leurs_donnees(demo: Demonstration) -> None:
    with demo.ouverte() as (processus, _):
        enfants = _descendants(processus)
        processus.kill()
        processus.wait(PATIENCE)
        code, dit = demo.executer("--reset", "--port", str(_port_libre()))
        for enfant in enfants:
            if enfant.is_running():
                enfant.kill()
    assert code == 1
    assert "arrêtez-la d’abord" in dit


def test_effacer_dit_ce_qui_est_efface(demo: Demonstration) -> None:
    temoin = demo.repertoire / "var" / "documents" / "temoin"
    temoin.parent.mkdir(parents=True, exist_ok=True)
    temoin.touch()
    with demo.ouverte("--reset") as (_, dit):
        assert f"Effacé : {temoin.parent}" in dit
        assert not temoin.exists()


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--help"], 0), (["--port", "0"], 1), (["--port", "x"], 1), (["-x"], 2)]
)
def test_les_arguments(demo: Demonstration, arguments: list[str], code: int) -> None:
    obtenu, dit = demo.executer(*arguments)
    assert obtenu == code
    assert "port" in dit
