"""Many threads that start together, each with its own connection to the database."""

from collections import deque
from collections.abc import Callable
from threading import Barrier, Event, Thread, current_thread
from typing import Any, TypeVar
from unittest.mock import patch

from django.db import connection

R = TypeVar("R")
PATIENCE = 120.0  # seconds
REPIT = 0.4  # seconds


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


def croiser(premier: Callable[[], R], second: Callable[[], R], *, dans: object, au: str) -> tuple[R, R]:
    """`second` starts where `premier` calls `dans.au`, and has a moment to slip in before `premier` goes on.

    What locks out the second makes it wait; the first then goes on after `REPIT` seconds. Both results.
    """
    arrive, passe, suite = Event(), Event(), getattr(dans, au)

    def s_arreter(*args: Any, **kwargs: Any) -> Any:
        if current_thread() is un and not arrive.is_set():
            arrive.set()
            passe.wait(REPIT)
        return suite(*args, **kwargs)

    resultats: dict[int, R] = {}

    def jouer(rang: int, travail: Callable[[], R], attendre: Event | None, dire: Event) -> None:
        try:
            if attendre:
                attendre.wait(PATIENCE)
            resultats[rang] = travail()
        finally:
            dire.set()
            connection.close()

    un = Thread(target=jouer, args=(0, premier, None, arrive), daemon=True)
    deux = Thread(target=jouer, args=(1, second, arrive, passe), daemon=True)
    with patch.object(dans, au, s_arreter):
        for fil in (un, deux):
            fil.start()
        for fil in (un, deux):
            fil.join(PATIENCE)
    return resultats[0], resultats[1]  # what a thread raised is an error of the test: see `-W error`
