"""A fixed number of places for heavy work, shared by every thread and process of the machine."""

import fcntl
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

from carpimko_portal.lib.refus import Encombrement

_PAS = 0.01  # seconds between two looks


@contextmanager
def place(repertoire: Path, nom: str, *, places: int, patience: float, attente: int) -> Iterator[None]:
    """Holds one of `places` for the block, waiting `patience` seconds at most.

    Raises `Encombrement` with `attente` when none comes free. Places are locks on files of `repertoire`,
    which the system releases whatever way the process ends.
    """
    descripteur = _attendre(repertoire, nom, places, essais=max(1, round(patience / _PAS)))
    if descripteur is None:
        raise Encombrement(attente)
    try:
        yield
    finally:
        os.close(descripteur)


def _attendre(repertoire: Path, nom: str, places: int, *, essais: int) -> int | None:
    for essai in range(essais):
        if essai:
            sleep(_PAS)
        for rang in random.sample(range(places), places):
            descripteur = _prendre(repertoire / f"{nom}-{rang}")
            if descripteur is not None:
                return descripteur
    return None


def _prendre(fichier: Path) -> int | None:
    try:
        descripteur = os.open(fichier, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        fichier.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _prendre(fichier)
    with suppress(BlockingIOError):
        fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return descripteur
    os.close(descripteur)
    return None
