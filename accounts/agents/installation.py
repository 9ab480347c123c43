"""The key of an authentificateur that is being set up: held by one session, sealed, and by nothing else."""

import secrets
from base64 import b64decode, b64encode

from django.contrib.sessions.backends.base import SessionBase

from accounts.models import Authentificateur, Compte
from carpimko_portal.lib.coffre import ouvrir, sceller

_CLE, _OCTETS = "cle_a_installer", 20  # bytes, as RFC 4226 recommends


def ouvrir_installation(session: SessionBase, *, compte: Compte) -> None:
    """Draws a key for this session alone: whoever else has the provisional password reads another one."""
    scellee = sceller(secrets.token_bytes(_OCTETS), contexte=_contexte(compte))
    session[_CLE] = b64encode(scellee).decode()


def a_la_cle_de_la_session(session: SessionBase, appareil: Authentificateur) -> bool:
    """Gives `appareil` the key of this session, in memory; `False` when the session holds none."""
    if scellee := session.get(_CLE):
        appareil.cle = ouvrir(b64decode(scellee), contexte=_contexte(appareil.user))
    return bool(scellee)


def fermer_installation(session: SessionBase) -> None:
    """Forgets the key, which is written elsewhere."""
    session.pop(_CLE, None)


def _contexte(compte: Compte) -> bytes:
    return f"installation:{compte.public_id}".encode()
