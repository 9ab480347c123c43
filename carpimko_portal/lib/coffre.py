"""Sealing what the database keeps: AES-256-GCM under a ring of keys that turns.

`CLES_COFFRE` lists secrets, the current one first. Everything is sealed under the first; what the others
sealed stays readable until `resceller` has passed. `contexte` says what the bytes are and whose: they
open there and nowhere else. A key of its own (`nouvelle_cle`) dies with its envelope, and all that it
sealed with it, wherever copies of that remain.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FORMAT = b"\x01"
_NONCE, _NUMERO, _CLE = 12, 4, 32  # bytes


class CoffreIllisible(ValueError):
    """The bytes were sealed under another key or another context, or were changed since."""


@dataclass(frozen=True)
class Cle:
    """One AES-256 key. `numero`: 4 bytes that tell it from the others of the ring, and give nothing of it away."""

    numero: bytes
    _aes: AESGCM = field(repr=False)
    _octets: bytes = field(repr=False)

    @classmethod
    def de(cls, octets: bytes) -> "Cle":
        return cls(_deriver(octets, b"numero", _NUMERO), AESGCM(octets), octets)

    def sceller(self, octets: bytes, *, contexte: bytes) -> bytes:
        """Format, number of the key, nonce, ciphertext and tag: 33 bytes longer than what was given."""
        entete, nonce = _FORMAT + self.numero, secrets.token_bytes(_NONCE)
        return entete + nonce + self._aes.encrypt(nonce, octets, entete + contexte)

    def ouvrir(self, scelle: bytes, *, contexte: bytes) -> bytes:
        """Raises `CoffreIllisible`."""
        debut = len(_FORMAT) + _NUMERO
        entete, nonce, chiffre = scelle[:debut], scelle[debut : debut + _NONCE], scelle[debut + _NONCE :]
        try:
            return self._aes.decrypt(nonce, chiffre, entete + contexte)
        except (InvalidTag, ValueError) as cause:
            raise CoffreIllisible("scellé illisible") from cause

    def deriver(self, usage: bytes, longueur: int) -> bytes:
        """Bytes for another use, which tell nothing of the key and cannot be had without it."""
        return _deriver(self._octets, b"usage:" + usage, longueur)


def sceller(octets: bytes, *, contexte: bytes) -> bytes:
    """Sealed under the current key of the ring."""
    return _anneau()[0].sceller(octets, contexte=contexte)


def ouvrir(scelle: bytes, *, contexte: bytes) -> bytes:
    """Opened with whichever key of the ring sealed it. Raises `CoffreIllisible`."""
    for cle in _candidates(scelle):
        return cle.ouvrir(scelle, contexte=contexte)
    raise CoffreIllisible("aucune clé du trousseau n’a ce numéro")


def est_a_jour(scelle: bytes) -> bool:
    """Whether the current key sealed it."""
    return scelle.startswith(_FORMAT + _anneau()[0].numero)


def resceller(scelle: bytes, *, contexte: bytes) -> bytes:
    """The same content under the current key; itself when it is already. Raises `CoffreIllisible`."""
    return scelle if est_a_jour(scelle) else sceller(ouvrir(scelle, contexte=contexte), contexte=contexte)


def nouvelle_cle(*, contexte: bytes) -> tuple[Cle, bytes]:
    """A key drawn for one thing, and its envelope: the only form in which it may be stored."""
    octets = secrets.token_bytes(_CLE)
    return Cle.de(octets), sceller(octets, contexte=contexte)


def cle_de(enveloppe: bytes, *, contexte: bytes) -> Cle:
    """The key that an envelope holds. Raises `CoffreIllisible`."""
    return Cle.de(ouvrir(enveloppe, contexte=contexte))


def _candidates(scelle: bytes) -> Iterator[Cle]:
    return (cle for cle in _anneau() if scelle.startswith(_FORMAT + cle.numero))


def _anneau() -> tuple[Cle, ...]:
    return tuple(_cle_du_trousseau(secret) for secret in settings.CLES_COFFRE)


@cache
def _cle_du_trousseau(secret: str) -> Cle:
    return Cle.de(_deriver(secret.encode(), b"trousseau", _CLE))


def _deriver(octets: bytes, usage: bytes, longueur: int) -> bytes:
    return HKDF(SHA256(), longueur, salt=None, info=b"coffre:" + usage).derive(octets)
