"""Passwords of the former site, and the work that keeps them from telling which dossiers exist.

A hash PBKDF2 of the former site is imported as Argon2id(PBKDF2(password)): a stolen table is as slow to try as
ours. Verifying it costs PBKDF2 besides Argon2id, ten times more; so while `HACHAGE_REPRIS_ITERATIONS` is not 0,
every try costs that many iterations of PBKDF2 and one Argon2id, whatever the dossier is or is not. Giving the
dear work to a share of the unknown numéros would not do: a numéro that turns cheap has just been connected to.
"""

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from argon2 import low_level
from django.conf import settings
from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.crypto import constant_time_compare, pbkdf2
from django.utils.encoding import force_bytes

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ALGORITHME = "argon2id_pbkdf2"
# Frozen: they are part of every hash wrapped so far.
_PASSES, _MEMOIRE, _FILS = 2, 19 * 1024, 1
_ANCIENNE = re.compile(r"pbkdf2_sha256\$([1-9][0-9]{3,6})\$([A-Za-z0-9]{8,40})\$([A-Za-z0-9+/]{43}=)")


@dataclass(frozen=True)
class Ancienne:
    """A hash of the former site, in Django's form `pbkdf2_sha256$iterations$salt$hash`."""

    iterations: int
    sel: str
    empreinte: str

    def enveloppee(self) -> str:
        """The wrapped hash, for `Compte.password`. Costs one Argon2id."""
        return f"{ALGORITHME}${self.iterations}${self.sel}${_argon2id(self.empreinte, self.sel)}"


def lire_ancienne(texte: str) -> Ancienne | None:
    """`None` for any other form."""
    lue = _ANCIENNE.fullmatch(texte)
    return Ancienne(int(lue[1]), lue[2], lue[3]) if lue else None


def iterations_de(empreinte: str) -> int:
    """How many iterations of PBKDF2 verifying this hash costs: 0 unless it is a wrapped one."""
    algorithme, _, reste = empreinte.partition("$")
    return int(reste.partition("$")[0]) if algorithme == ALGORITHME else 0


def completer_le_travail(mot_de_passe: str, empreinte: str) -> None:
    """Makes up for what verifying `empreinte` (empty: no compte) does not cost."""
    if (manque := settings.HACHAGE_REPRIS_ITERATIONS - iterations_de(empreinte)) > 0:
        _pbkdf2(mot_de_passe, "complement", manque)


class Argon2idDePbkdf2(BasePasswordHasher):
    """Verifies wrapped hashes. Django replaces them by ours at the first successful connexion."""

    algorithm = ALGORITHME
    library = "argon2"

    def encode(self, password: str, salt: str) -> str:
        """New passwords are not hashed this way."""
        raise NotImplementedError("une empreinte reprise se fait par Ancienne.enveloppee")

    def verify(self, password: str, encoded: str) -> bool:
        _, iterations, sel, attendue = encoded.split("$")
        return bool(constant_time_compare(_argon2id(_pbkdf2(password, sel, int(iterations)), sel), attendue))

    def decode(self, encoded: str) -> dict[str, object]:
        algorithme, iterations, sel, empreinte = encoded.split("$")
        return {"algorithm": algorithme, "iterations": int(iterations), "salt": sel, "hash": empreinte}

    def safe_summary(self, encoded: str) -> "dict[str | _StrPromise, Any]":
        return {"algorithme": self.algorithm, "itérations": iterations_de(encoded)}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """`completer_le_travail` does it, for every try alike."""


def _pbkdf2(mot_de_passe: str, sel: str, iterations: int) -> str:
    return base64.b64encode(pbkdf2(mot_de_passe, sel, iterations)).decode("ascii")


def _argon2id(empreinte: str, sel: str) -> str:
    encodee = low_level.hash_secret(
        force_bytes(empreinte), force_bytes(sel), time_cost=_PASSES, memory_cost=_MEMOIRE, parallelism=_FILS,
        hash_len=32, type=low_level.Type.ID,
    )  # fmt: skip
    return encodee.decode("ascii").rpartition("$")[2]
