"""The secret address: drawn once, shown once. Only a keyed hash of its secret is kept."""

import secrets

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

_OCTETS = 32  # 256 bits: nobody guesses one
_SEL = "cotisations.calendrier"


def tirer() -> str:
    """A new secret, in symbols that an address takes as they are."""
    return secrets.token_urlsafe(_OCTETS)


def empreinte(secret: str) -> str:
    """What is kept of a secret."""
    return _empreinte(secret, settings.SECRET_KEY)


def empreintes(secret: str) -> list[str]:
    """What may have been kept of it: an address lives as long as the key it was made under is known."""
    return [_empreinte(secret, cle) for cle in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def adresse(secret: str) -> str:
    return settings.ADRESSE_PUBLIQUE + reverse("calendrier", args=[secret])


def _empreinte(secret: str, cle: str) -> str:
    return salted_hmac(_SEL, secret, secret=cle, algorithm="sha256").hexdigest()
