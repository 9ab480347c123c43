"""Sealing what the database must not hold in clear: AES-256-GCM, keys that rotate.

A sealed value starts with the version of its key: `CLES_COFFRE` lists the keys in use, the current one first.
"""

import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12  # bytes
_EMPREINTE = 4  # bytes that tell which key sealed


class CoffreIllisible(ValueError):
    """Sealed for another context, with a key that is gone, or changed since."""


def sceller(octets: bytes, *, contexte: str) -> bytes:
    """`octets`, readable only by `ouvrir` with the same `contexte`."""
    cle, nonce = _cles()[0], os.urandom(_NONCE)
    return _marque(cle) + nonce + AESGCM(cle).encrypt(nonce, octets, contexte.encode())


def ouvrir(octets: bytes, *, contexte: str) -> bytes:
    """What was sealed. Raises `CoffreIllisible`."""
    marque, nonce, scelle = octets[:_EMPREINTE], octets[_EMPREINTE:][:_NONCE], octets[_EMPREINTE + _NONCE :]
    for cle in _cles():
        if _marque(cle) == marque:
            try:
                return AESGCM(cle).decrypt(nonce, scelle, contexte.encode())
            except InvalidTag:
                break
    raise CoffreIllisible(contexte)


def _cles() -> list[bytes]:
    return [sha256(b"coffre" + secret.encode()).digest() for secret in settings.CLES_COFFRE]


def _marque(cle: bytes) -> bytes:
    return sha256(b"marque" + cle).digest()[:_EMPREINTE]
