"""A portal filled with fictitious people by the real importers, on either engine."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.services import postgresql

_RACINE = Path(__file__).resolve().parent.parent
_FICHIERS = ("dossiers", "ecritures", "echeances")


@contextmanager
def base_remplie(moteur: str, dossiers: int) -> Iterator[dict[str, str]]:
    """Environment of a portal of `dossiers` dossiers.

    The SQLite base is kept in `var/bench/` for the next time; PostgreSQL is filled anew.
    """
    repertoire = _RACINE / "var" / "bench" / f"{moteur}-{dossiers}"
    repertoire.mkdir(parents=True, exist_ok=True)
    with ExitStack() as pile:
        environnement = {"MODE": "demonstration", "REPERTOIRE_DONNEES": str(repertoire), "NIVEAU_JOURNAUX": "ERROR"}
        if moteur == "postgresql":
            environnement["DATABASE_URL"] = pile.enter_context(postgresql())
        rempli = repertoire / "rempli"
        if moteur == "postgresql" or not rempli.exists():
            _remplir(environnement, repertoire, dossiers)
            rempli.touch()
        yield environnement


def _remplir(environnement: dict[str, str], repertoire: Path, dossiers: int) -> None:
    _gerer(environnement, "migrate", "--verbosity", "0")
    _gerer(environnement, "collectstatic", "--noinput", "--verbosity", "0")
    if not (repertoire / "dossiers.csv").exists():
        _gerer(environnement, "generer_jeu", "--dossiers", str(dossiers), "--repertoire", str(repertoire))
    for nom in _FICHIERS:
        _gerer(environnement, f"importer_{nom}", str(repertoire / f"{nom}.csv"), "--verbosity", "0")


def _gerer(environnement: dict[str, str], *arguments: str) -> None:
    print("…", arguments[0], file=sys.stderr)
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=_RACINE, env=os.environ | environnement, check=True)


def sur_une_base_vide(moteur: str, module: str, *arguments: str) -> int:
    """Runs `module` on a database of its own, that waits for its disk; its exit code. It is given `--moteur`."""
    with ExitStack() as pile:
        repertoire = pile.enter_context(TemporaryDirectory(prefix="bench-"))
        environnement = os.environ | {"MODE": "demonstration", "REPERTOIRE_DONNEES": repertoire, "DATABASE_URL": ""}
        if moteur == "postgresql":
            environnement["DATABASE_URL"] = url = pile.enter_context(postgresql())
            _rendre_durable(url)
        else:
            del environnement["DATABASE_URL"]
        for commande in (
            ["manage.py", "migrate", "--verbosity", "0"],
            ["-m", module, "--moteur", moteur, *arguments],
        ):
            if code := subprocess.run(
                [sys.executable, *commande], cwd=_RACINE, env=environnement, check=False
            ).returncode:
                return code
    return 0


def _rendre_durable(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connexion:
        for reglage in ("fsync", "synchronous_commit", "full_page_writes"):
            connexion.execute(f"ALTER SYSTEM RESET {reglage}")
        connexion.execute("SELECT pg_reload_conf()")


def pic_du_processus() -> float:
    """Highest memory of this process, in MB. What `getrusage` says begins with the memory of whoever started it: the
    kernel counts the parent's until the new program runs."""
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    etat = Path("/proc/self/status").read_text().splitlines()
    return next(int(ligne.split()[1]) for ligne in etat if ligne.startswith("VmHWM:")) / 1024
