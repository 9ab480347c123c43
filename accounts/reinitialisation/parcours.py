"""What the session remembers between the pages. Nothing of it ever reaches the browser."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from accounts.enums import Canal, TypeDossier
from accounts.franceconnect.attente import vider
from accounts.provisoires.symboles import tirer

DUREE = timedelta(minutes=30)
_CLE = "reinitialisation"


@dataclass(frozen=True)
class Parcours:
    """Which dossier is spoken of; once the request is made, by which way. `reference` is drawn at the start:
    the same request sent twice is one request.
    """

    type_dossier: TypeDossier
    numero: str
    reference: str
    depuis: float
    canal: Canal | None = None


def commencer(session: SessionBase, *, type_dossier: TypeDossier, numero: str) -> None:
    """In a new session: nobody else can have chosen its key."""
    if session.session_key:
        vider(session)
    _garder(session, Parcours(type_dossier, numero, tirer(), timezone.now().timestamp()))


def conclure(session: SessionBase, parcours: Parcours, *, canal: Canal) -> None:
    _garder(session, replace(parcours, canal=canal))


def en_cours(session: SessionBase, *, maintenant: datetime) -> Parcours | None:
    """`None` when there is none, or when it was left too long ago."""
    garde = session.get(_CLE)
    if garde is None or maintenant.timestamp() - garde["depuis"] >= DUREE.total_seconds():
        return None
    canal = Canal(garde["canal"]) if garde["canal"] else None
    return Parcours(**{**garde, "type_dossier": TypeDossier(garde["type_dossier"]), "canal": canal})


def _garder(session: SessionBase, parcours: Parcours) -> None:
    session[_CLE] = asdict(parcours)
