"""The work that passwords cost, counted: what a busy machine cannot blur."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from argon2.low_level import hash_secret, verify_secret

_pbkdf2 = hashlib.pbkdf2_hmac


@dataclass
class Travail:
    """Argon2id hashes made or verified, and iterations of PBKDF2."""

    argon2id: int = 0
    iterations: int = 0


@contextmanager
def travail() -> Iterator[Travail]:
    """Counts while the block runs, in every thread."""
    compte = Travail()

    def un_argon2id(fonction: Any) -> Any:
        def faire(*args: Any, **kwargs: Any) -> Any:
            compte.argon2id += 1
            return fonction(*args, **kwargs)

        return faire

    def des_iterations(nom: str, mot: Any, sel: Any, iterations: int, *reste: Any) -> bytes:
        compte.iterations += iterations
        return _pbkdf2(nom, mot, sel, iterations, *reste)

    with (
        patch("argon2.low_level.hash_secret", un_argon2id(hash_secret)),
        patch("argon2._password_hasher.verify_secret", un_argon2id(verify_secret)),
        patch("hashlib.pbkdf2_hmac", des_iterations),
    ):
        yield compte
