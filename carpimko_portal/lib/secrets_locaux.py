"""Keys that a demonstration makes for itself, so that none is ever written in the repository."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def repertoire_prive(chemin: Path) -> Path:
    """`chemin`, made readable by its owner alone if it did not exist."""
    if not chemin.exists():
        chemin.mkdir(parents=True, exist_ok=True)
        chemin.chmod(0o700)
    return chemin


def secret_local(repertoire: Path, nom: str) -> str:
    """The secret kept in `repertoire/nom`, drawn (64 random bytes) when the file does not exist."""
    return fichier_local(repertoire, nom, lambda: secrets.token_urlsafe(64)).read_text()


def fichier_local(repertoire: Path, nom: str, faire: Callable[[], str]) -> Path:
    """The private file `repertoire/nom`, written with what `faire` returns when it does not exist."""
    repertoire.mkdir(mode=0o700, parents=True, exist_ok=True)
    fichier = repertoire / nom.lower()
    brouillon = repertoire / f".{nom.lower()}.{os.getpid()}"
    if not fichier.exists():
        brouillon.touch(mode=0o600)
        brouillon.write_text(faire())
        with suppress(FileExistsError):  # whoever links first decides; the others read that key
            os.link(brouillon, fichier)
        brouillon.unlink()
    return fichier
