"""Many threads that start together, each with its own connection to the database."""

from collections import deque
from collections.abc import Callable
from threading import Barrier, Thread
from typing import TypeVar

from django.db import connection

R = TypeVar("R")
PATIENCE = 120.0  # seconds


def courir(travail: Callable[[int], R], *, fois: int, coureurs: int = 40) -> list[R]:
    """Results of `travail(0)` … `travail(fois - 1)`, `coureurs` at a time. PostgreSQL takes 100 connections at most."""
    depart, restants = Barrier(coureurs), deque(range(fois))
    resultats: list[R] = []
    pannes: list[Exception] = []

    def courir_un() -> None:
        try:
            depart.wait(PATIENCE)
            while restants:
                try:
                    rang = restants.popleft()
                except IndexError:
                    return
                resultats.append(travail(rang))
        except Exception as panne:  # noqa: BLE001 - told below, in the thread of the test
            pannes.append(panne)
        finally:
            connection.close()

    fils = [Thread(target=courir_un, daemon=True) for _ in range(coureurs)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(PATIENCE)
    assert not pannes, pannes[:3]
    assert len(resultats) == fois
    return resultats
