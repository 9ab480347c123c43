"""What a session remembers, and when it ends."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, TypedDict

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.limites.connexion import adresse_de
from accounts.models import Acces, Compte, SessionOuverte
from carpimko_portal.lib.adresses import INCONNUE
from carpimko_portal.lib.adresses import reseau as reseau_de
from carpimko_portal.lib.navigateurs import nom_du_navigateur

_ACCES, _OUVERTE_LE, _VUE_LE, _AGENT = "acces", "ouverte_le", "vue_le", "agent"
_LIEN, _PLUSIEURS = "lien_franceconnect", "plusieurs_dossiers"
# What FranceConnect said before: it speaks of whoever was there then.
_D_AVANT = ("franceconnect_attente", "franceconnect_preuve")
_PRECISION = timedelta(minutes=1)  # the last visit is written at most this often: one write a minute, not one a page


class FinDeSession(Enum):
    """Why a session ended by itself."""

    INACTIVITE = "inactivite"
    DUREE = "duree"


class Provenance(TypedDict):
    """Where a request comes from: a browser as people call it, and an IPv4 /24 or an IPv6 /48."""

    appareil: str
    reseau: str


def ouvrir_session(
    session: SessionBase,
    *,
    acces: Acces,
    maintenant: datetime,
    depuis: datetime | None = None,
    lien: uuid.UUID | None = None,
    plusieurs: bool = False,
    appareil: str = "",
    reseau: str = "",
) -> None:
    """Starts both clocks, remembers on which dossier the person works, and lists the session among theirs.

    `depuis`: when they came in, if they go on with another dossier; the session lasts no longer for it.
    `lien`: the link to FranceConnect by which they came; the session is worth no more than that link.
    `plusieurs`: whether they may change to another dossier.
    `appareil` and `reseau` say from where, as `provenance` tells it.
    """
    ouverte = depuis or maintenant
    session[_ACCES] = str(acces.public_id)
    session[_OUVERTE_LE], session[_VUE_LE] = ouverte.timestamp(), maintenant.timestamp()
    session[_LIEN], session[_PLUSIEURS] = str(lien) if lien else "", plusieurs
    for nom in _D_AVANT:
        session.pop(nom, None)
    if acces.pk:
        if session.session_key is None:  # `login` empties the session of somebody else, and gives it no row
            session.create()
        inscrire(session, compte=acces.compte, appareil=appareil, reseau=reseau, ouverte_le=ouverte)


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


def provenance(request: HttpRequest) -> Provenance:
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


def ouverte_depuis(session: SessionBase) -> datetime:
    """When the person came in."""
    return datetime.fromtimestamp(session.get(_OUVERTE_LE, 0), tz=UTC)


def lien_de_la_session(session: SessionBase) -> uuid.UUID | None:
    """The link to FranceConnect by which the person came, if that is how."""
    lien = session.get(_LIEN)
    return uuid.UUID(lien) if lien else None


def oublier_lien(session: SessionBase) -> None:
    """The person has just proved otherwise that the dossier is theirs: the session outlives the link."""
    session[_LIEN], session[_PLUSIEURS] = "", False


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
    """The access this session works with, if it is still open today. One query, none for a titulaire.

    A session that came by a link is worth no more than that link, which is to a dossier of which they are titulaire.
    """
    try:
        choisi = uuid.UUID(str(session[_ACCES]))
        lien = lien_de_la_session(session)
        if lien and all(lien != _lien_de(acces) for acces in compte.acces_lus):
            return None
        for acces in compte.acces_lus:  # a titulaire's access has no end
            if acces.public_id == choisi:
                return acces
        ouverts = Acces.objects.du_compte(compte).ouverts()
        return ouverts.select_related("dossier__lien_franceconnect").get(public_id=choisi)
    except (KeyError, ValueError, Acces.DoesNotExist):
        return None


def _lien_de(acces: Acces) -> uuid.UUID | None:
    lien = getattr(acces.dossier, "lien_franceconnect", None)
    return lien.public_id if lien else None
