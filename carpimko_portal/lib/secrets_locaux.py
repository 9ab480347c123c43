"""Keys that a demonstration makes for itself, so that none is ever written in the repository."""

import os
import secrets
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
    repertoire.mkdir(mode=0o700, parents=True, exist_ok=True)
    fichier = repertoire / nom.lower()
    brouillon = repertoire / f".{nom.lower()}.{os.getpid()}"
    if not fichier.exists():
        brouillon.touch(mode=0o600)
        brouillon.write_text(secrets.token_urlsafe(64))
        with suppress(FileExistsError):  # whoever links first decides; the others read that key
            os.link(brouillon, fichier)
        brouillon.unlink()
    return fichier.read_text()
