"""What a session keeps for FranceConnect is sealed: the table of sessions tells nothing to who reads it."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def chiffrer(valeurs: dict[str, Any]) -> str:
    """Opaque text that `dechiffrer` reads."""
    return _serrure().encrypt(json.dumps(valeurs).encode()).decode()


def dechiffrer(texte: object, *, duree: timedelta) -> dict[str, Any] | None:
    """What was sealed less than `duree` ago; `None` when absent, older, or sealed with a key that is gone."""
    if not isinstance(texte, str):
        return None
    try:
        valeurs: dict[str, Any] = json.loads(_serrure().decrypt(texte.encode(), ttl=int(duree.total_seconds())))
    except InvalidToken:
        return None
    return valeurs


def _serrure() -> MultiFernet:
    cles = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(_derivee(cle))) for cle in cles])


def _derivee(cle: str) -> bytes:
    return salted_hmac("accounts.franceconnect.chiffre", "cle", secret=cle, algorithm="sha256").digest()
