"""What a session keeps between the return from FranceConnect and the proof of a dossier, and until one leaves it.

Two sealed values. `_ATTENTE`: an identity that opens nothing yet, fifteen minutes, one use. `_SORTIE`: the
id_token by which to leave FranceConnect, as long as the session; it outlives a logout decided by the portal.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from accounts.captcha.usage import consommer
from accounts.franceconnect.chiffre import chiffrer, dechiffrer
from accounts.franceconnect.identite import Identite

DUREE = timedelta(minutes=15)
DUREE_PREUVE = timedelta(minutes=5)
_ATTENTE, _SORTIE, _PREUVE = "franceconnect_attente", "franceconnect_sortie", "franceconnect_preuve"


@dataclass(frozen=True)
class Attente:
    """An identity that waits for the proof of a dossier. `cle` is used up by the link it makes."""

    cle: str
    identite: Identite
    expire_le: datetime

    def utiliser(self) -> bool:
        """`False` when it served before. Of simultaneous uses, one is told `True`; rolled back with its transaction."""
        return consommer(cle=f"franceconnect-attente:{self.cle}", expire_le=self.expire_le)


def mettre_en_attente(session: SessionBase, identite: Identite) -> None:
    """Replaces the identity that waited before, if any."""
    expire_le = timezone.now() + DUREE
    session[_ATTENTE] = chiffrer({
        "cle": secrets.token_urlsafe(16), "identite": identite.champs(), "expire_le": expire_le.isoformat()
    })  # fmt: skip


def attente(session: SessionBase) -> Attente | None:
    """The identity that waits, unless its time has passed."""
    valeurs = dechiffrer(session.get(_ATTENTE), duree=DUREE)
    if not valeurs:
        return None
    expire_le = datetime.fromisoformat(valeurs["expire_le"])
    return Attente(valeurs["cle"], Identite.rouvrir(valeurs["identite"]), expire_le)


def oublier_attente(session: SessionBase) -> None:
    session.pop(_ATTENTE, None)


def retenir_sortie(session: SessionBase, id_token: str) -> None:
    """Keeps what FranceConnect asks of those who leave it."""
    session[_SORTIE] = chiffrer({"id_token": id_token})


def sortie_scellee(session: SessionBase) -> str:
    """As kept, to be carried to the session that follows; empty when FranceConnect was not used."""
    return str(session.get(_SORTIE, ""))


def remettre_sortie(session: SessionBase, scellee: str) -> None:
    if scellee:
        session[_SORTIE] = scellee


def vider(session: SessionBase) -> None:
    """A new session, for another purpose: nothing of the one before is left but the way out of FranceConnect."""
    scellee = sortie_scellee(session)
    session.flush()
    remettre_sortie(session, scellee)


def prendre_sortie(session: SessionBase) -> str:
    """The id_token, once; empty when there is none, or no more."""
    valeurs = dechiffrer(session.pop(_SORTIE, None), duree=settings.SESSION_DUREE_MAX)
    return str(valeurs["id_token"]) if valeurs else ""


def noter_preuve(session: SessionBase) -> None:
    """The person of this session has just come back from FranceConnect once more."""
    session[_PREUVE] = timezone.now().timestamp()


def preuve_recente(session: SessionBase) -> bool:
    """Whether they did less than `DUREE_PREUVE` ago."""
    age = timezone.now().timestamp() - float(session.get(_PREUVE, 0))
    return 0 <= age < DUREE_PREUVE.total_seconds()
