"""What a session remembers, and when it ends."""

import uuid
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from accounts.models import Acces, Compte

_ACCES, _OUVERTE_LE, _VUE_LE, _AGENT = "acces", "ouverte_le", "vue_le", "agent"
_PRECISION = timedelta(minutes=1)  # the last visit is written at most this often: one write a minute, not one a page


class FinDeSession(Enum):
    """Why a session ended by itself."""

    INACTIVITE = "inactivite"
    DUREE = "duree"


def ouvrir_session(session: SessionBase, *, acces: Acces, maintenant: datetime) -> None:
    """Starts both clocks and remembers on which dossier the person works."""
    session[_ACCES] = str(acces.public_id)
    session[_OUVERTE_LE] = session[_VUE_LE] = maintenant.timestamp()


def ouvrir_session_agent(session: SessionBase, *, maintenant: datetime) -> None:
    """Starts both clocks, the agents' shorter ones."""
    session[_AGENT] = True
    session[_OUVERTE_LE] = session[_VUE_LE] = maintenant.timestamp()


def fin_de_session(session: SessionBase, *, maintenant: datetime) -> FinDeSession | None:
    """Whether one of the two limits has passed."""
    instant = maintenant.timestamp()
    inactivite, duree = _limites(session)
    if instant - session.get(_OUVERTE_LE, 0) >= duree.total_seconds():
        return FinDeSession.DUREE
    if instant - session.get(_VUE_LE, 0) >= inactivite.total_seconds():
        return FinDeSession.INACTIVITE
    return None


def _limites(session: SessionBase) -> tuple[timedelta, timedelta]:
    if session.get(_AGENT):
        return settings.SESSION_AGENT_INACTIVITE, settings.SESSION_AGENT_DUREE_MAX
    return settings.SESSION_INACTIVITE, settings.SESSION_DUREE_MAX


def noter_visite(session: SessionBase, *, maintenant: datetime) -> None:
    """Pushes the limit of inactivity back."""
    if maintenant.timestamp() - session[_VUE_LE] >= _PRECISION.total_seconds():
        session[_VUE_LE] = maintenant.timestamp()


def acces_courant(session: SessionBase, compte: Compte) -> Acces | None:
    """The access this session works with, if it is still open today. One query."""
    try:
        choisi = uuid.UUID(str(session[_ACCES]))
        return Acces.objects.du_compte(compte).ouverts().select_related("dossier").get(public_id=choisi)
    except (KeyError, ValueError, Acces.DoesNotExist):
        return None
