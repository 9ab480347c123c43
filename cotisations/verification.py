"""Proofs that the accounts hold together. Whatever moves money adds its own at start, reading sets of rows.

`manage.py verifier_comptes` says them all; the nightly task does the same, and calls for help in the logs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Preuve:
    """One thing that must be true. `anomalies` says in French each place where it is not."""

    code: str
    titre: str
    anomalies: Callable[[], Iterator[str]]


@dataclass(frozen=True)
class Constat:
    """A proof, once made."""

    preuve: Preuve
    anomalies: tuple[str, ...]


_PREUVES: dict[str, Preuve] = {}


def enregistrer(*preuves: Preuve) -> None:
    """Adds proofs. Raises `ValueError` when a code is taken."""
    for preuve in preuves:
        if preuve.code in _PREUVES:
            raise ValueError(f"preuve déjà enregistrée : {preuve.code}")
        _PREUVES[preuve.code] = preuve


def verifier() -> list[Constat]:
    """Makes every proof. One of them failing stops none."""
    return [Constat(preuve, tuple(preuve.anomalies())) for preuve in _PREUVES.values()]
