"""What a session remembers, and when it ends."""

import uuid
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists

from accounts.models import Acces, Compte, LienFranceConnect

_ACCES, _OUVERTE_LE, _VUE_LE = "acces", "ouverte_le", "vue_le"
_LIEN, _PLUSIEURS = "lien_franceconnect", "plusieurs_dossiers"
# What FranceConnect said before: it speaks of whoever was there then.
_D_AVANT = ("franceconnect_attente", "franceconnect_preuve")
_PRECISION = timedelta(minutes=1)  # the last visit is written at most this often: one write a minute, not one a page


class FinDeSession(Enum):
    """Why a session ended by itself."""

    INACTIVITE = "inactivite"
    DUREE = "duree"


def ouvrir_session(
    session: SessionBase, *, acces: Acces, maintenant: datetime, lien: uuid.UUID | None = None, plusieurs: bool = False
) -> None:
    """Starts both clocks and remembers on which dossier the person works.

    `lien`: the link to FranceConnect by which they came; the session is worth no more than that link.
    `plusieurs`: whether they may change to another dossier.
    """
    session[_ACCES] = str(acces.public_id)
    session[_OUVERTE_LE] = session[_VUE_LE] = maintenant.timestamp()
    session[_LIEN], session[_PLUSIEURS] = str(lien) if lien else "", plusieurs
    for nom in _D_AVANT:
        session.pop(nom, None)


def changer_acces(
    session: SessionBase, *, acces: Acces, ouverte_le: float, maintenant: datetime, lien: uuid.UUID | None
) -> None:
    """Goes on with another dossier: the session lasts no longer for it."""
    ouvrir_session(session, acces=acces, maintenant=maintenant, lien=lien, plusieurs=True)
    session[_OUVERTE_LE] = ouverte_le


def ouverte_le(session: SessionBase) -> float:
    """When the person came in (seconds since the epoch)."""
    return float(session.get(_OUVERTE_LE, 0))


def lien_de_la_session(session: SessionBase) -> uuid.UUID | None:
    """The link to FranceConnect by which the person came, if that is how."""
    lien = session.get(_LIEN)
    return uuid.UUID(lien) if lien else None


def oublier_lien(session: SessionBase) -> None:
    """The person has just proved otherwise that the dossier is theirs: the session outlives the link."""
    session[_LIEN], session[_PLUSIEURS] = "", False


def fin_de_session(session: SessionBase, *, maintenant: datetime) -> FinDeSession | None:
    """Whether one of the two limits has passed."""
    instant = maintenant.timestamp()
    if instant - session.get(_OUVERTE_LE, 0) >= settings.SESSION_DUREE_MAX.total_seconds():
        return FinDeSession.DUREE
    if instant - session.get(_VUE_LE, 0) >= settings.SESSION_INACTIVITE.total_seconds():
        return FinDeSession.INACTIVITE
    return None


def noter_visite(session: SessionBase, *, maintenant: datetime) -> None:
    """Pushes the limit of inactivity back."""
    if maintenant.timestamp() - session[_VUE_LE] >= _PRECISION.total_seconds():
        session[_VUE_LE] = maintenant.timestamp()


def acces_courant(session: SessionBase, compte: Compte) -> Acces | None:
    """The access this session works with, if it is still open today. One query."""
    try:
        choisi = uuid.UUID(str(session[_ACCES]))
        acces = Acces.objects.du_compte(compte).ouverts().select_related("dossier__lien_franceconnect")
        if lien := lien_de_la_session(session):
            acces = acces.filter(Exists(LienFranceConnect.objects.filter(public_id=lien)))
        return acces.get(public_id=choisi)
    except (KeyError, ValueError, Acces.DoesNotExist):
        return None
