"""What a session remembers, and when it ends."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.limites.connexion import adresse_de
from accounts.models import Acces, Compte, SessionOuverte
from carpimko_portal.lib.adresses import INCONNUE
from carpimko_portal.lib.adresses import reseau as reseau_de
from carpimko_portal.lib.navigateurs import nom_du_navigateur

_ACCES, _OUVERTE_LE, _VUE_LE, _AGENT = "acces", "ouverte_le", "vue_le", "agent"
_PRECISION = timedelta(minutes=1)  # the last visit is written at most this often: one write a minute, not one a page


class FinDeSession(Enum):
    """Why a session ended by itself."""

    INACTIVITE = "inactivite"
    DUREE = "duree"


def ouvrir_session(
    session: SessionBase, *, acces: Acces, maintenant: datetime, appareil: str = "", reseau: str = ""
) -> None:
    """Starts both clocks, remembers on which dossier the person works, and lists the session among theirs.

    `appareil` and `reseau` say from where, as `provenance` tells it. The session has its row already.
    """
    session[_ACCES] = str(acces.public_id)
    session[_OUVERTE_LE] = session[_VUE_LE] = maintenant.timestamp()
    if acces.pk:
        inscrire(session, compte=acces.compte, appareil=appareil, reseau=reseau, ouverte_le=maintenant)


def inscrire(session: SessionBase, *, compte: Compte, appareil: str, reseau: str, ouverte_le: datetime) -> None:
    """Lists a session among those of the compte. Raises `IntegrityError` when the session has no row."""
    SessionOuverte.objects.update_or_create(
        session_id=session.session_key,
        defaults={
            "compte": compte,
            "appareil": appareil or nom_du_navigateur(""),
            "reseau": reseau,
            "ouverte_le": ouverte_le,
        },
    )


def provenance(request: HttpRequest) -> dict[str, str]:
    """`appareil` and `reseau` (an IPv4 /24, an IPv6 /48) of a request."""
    adresse = adresse_de(request)
    return {
        "appareil": nom_du_navigateur(request.headers.get("User-Agent", "")),
        "reseau": "" if adresse == INCONNUE else reseau_de(adresse),
    }


def vue_le(session: Mapping[str, Any]) -> datetime:
    """The last visit, to the minute."""
    return datetime.fromtimestamp(session.get(_VUE_LE, 0), tz=UTC)


def ouvrir_session_agent(session: SessionBase, *, maintenant: datetime) -> None:
    """Starts both clocks, the agents' shorter ones."""
    session[_AGENT] = True
    session[_OUVERTE_LE] = session[_VUE_LE] = maintenant.timestamp()


def fin_de_session(session: Mapping[str, Any] | SessionBase, *, maintenant: datetime) -> FinDeSession | None:
    """Whether one of the two limits has passed."""
    instant = maintenant.timestamp()
    inactivite, duree = _limites(session)
    if instant - session.get(_OUVERTE_LE, 0) >= duree.total_seconds():
        return FinDeSession.DUREE
    if instant - session.get(_VUE_LE, 0) >= inactivite.total_seconds():
        return FinDeSession.INACTIVITE
    return None


def _limites(session: Mapping[str, Any] | SessionBase) -> tuple[timedelta, timedelta]:
    if session.get(_AGENT):
        return settings.SESSION_AGENT_INACTIVITE, settings.SESSION_AGENT_DUREE_MAX
    return settings.SESSION_INACTIVITE, settings.SESSION_DUREE_MAX


def noter_visite(session: SessionBase, *, maintenant: datetime) -> None:
    """Pushes the limit of inactivity back."""
    if maintenant.timestamp() - session[_VUE_LE] >= _PRECISION.total_seconds():
        session[_VUE_LE] = maintenant.timestamp()


def acces_courant(session: SessionBase, compte: Compte) -> Acces | None:
    """The access this session works with, if it is still open today. One query, none for a titulaire."""
    try:
        choisi = uuid.UUID(str(session[_ACCES]))
        for acces in compte.acces_lus:  # a titulaire's access has no end
            if acces.public_id == choisi:
                return acces
        return Acces.objects.du_compte(compte).ouverts().select_related("dossier").get(public_id=choisi)
    except (KeyError, ValueError, Acces.DoesNotExist):
        return None
