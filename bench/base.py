"""A portal filled with fictitious people by the real importers, on either engine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

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
