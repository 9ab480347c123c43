"""Browsers from which a dossier was opened before. An attacker cannot empty their buckets.

One signed cookie a browser: its random name, and for each dossier opened from it a proof that dies with the
password (or with `Compte.appareils_nonce`). It opens nothing by itself, and tells no numéro.
"""

import secrets
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.enums import TypeDossier
from accounts.models import Acces, Compte

DUREE = timedelta(days=180)
_DOSSIERS_MAX = 5  # a household or a practice; the oldest gives way
_SEL = "accounts.appareils"


@dataclass(frozen=True)
class Appareil:
    """A browser known to one dossier."""

    identifiant: str


def appareil_reconnu(request: HttpRequest, *, type_dossier: TypeDossier, numero: str) -> Appareil | None:
    """The browser, if this dossier was opened from it less than `DUREE` ago and nothing revoked it since.

    One query, and only when the cookie names this dossier: it tells a stranger nothing.
    """
    temoin = _lire(request)
    preuve, depuis = temoin["dossiers"].get(_marque(type_dossier, numero), ("", 0))
    if not preuve or time.time() - depuis >= DUREE.total_seconds():
        return None
    compte = Compte.objects.filter(
        pk__in=Acces.objects.titulaires().filter(dossier__type=type_dossier, dossier__numero=numero).values("compte")
    ).first()
    if compte is None or not constant_time_compare(preuve, _preuve(compte)):
        return None
    return Appareil(temoin["appareil"])


def agent_reconnu(request: HttpRequest, *, identifiant: str) -> Appareil | None:
    """The browser, if this agent came in from it, as for dossiers."""
    temoin = _lire(request)
    preuve, depuis = temoin["dossiers"].get(_empreinte("agent", identifiant), ("", 0))
    if not preuve or time.time() - depuis >= DUREE.total_seconds():
        return None
    compte = Compte.objects.filter(identifiant=identifiant, est_agent=True).first()
    if compte is None or not constant_time_compare(preuve, _preuve(compte)):
        return None
    return Appareil(temoin["appareil"])


def retenir_agent(request: HttpRequest, reponse: HttpResponseBase, *, compte: Compte) -> None:
    """Makes the browser known to this agent, who gave their password and a code."""
    _retenir(request, reponse, compte=compte, marque=_empreinte("agent", compte.identifiant))


def retenir_appareil(
    request: HttpRequest, reponse: HttpResponseBase, *, compte: Compte, type_dossier: TypeDossier, numero: str
) -> None:
    """Makes the browser known to this dossier, after a successful connexion."""
    _retenir(request, reponse, compte=compte, marque=_marque(type_dossier, numero))


def _retenir(request: HttpRequest, reponse: HttpResponseBase, *, compte: Compte, marque: str) -> None:
    temoin = _lire(request)
    autres = [(cle, valeur) for cle, valeur in temoin["dossiers"].items() if cle != marque]
    dossiers = dict([*autres, (marque, (_preuve(compte), int(time.time())))][-_DOSSIERS_MAX:])
    reponse.set_cookie(
        settings.APPAREIL_COOKIE_NAME,
        signing.dumps({"appareil": temoin["appareil"], "dossiers": dossiers}, salt=_SEL, compress=True),
        max_age=DUREE,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Strict",  # only our own connexion form reads it
    )


def revoquer_appareils(*, compte: Compte) -> None:
    """Makes every browser unknown again. A change of password does so by itself."""
    compte.appareils_nonce = uuid.uuid4()
    compte.save(update_fields=["appareils_nonce"])


def _lire(request: HttpRequest) -> dict[str, Any]:
    """The cookie, or a new one when it is absent, forged or too old."""
    try:
        temoin: dict[str, Any] = signing.loads(
            request.COOKIES.get(settings.APPAREIL_COOKIE_NAME, ""), salt=_SEL, max_age=DUREE
        )
    except signing.BadSignature:
        return {"appareil": secrets.token_hex(16), "dossiers": {}}
    return temoin


def _marque(type_dossier: TypeDossier, numero: str) -> str:
    return _empreinte("dossier", type_dossier.value, numero)


def _preuve(compte: Compte) -> str:
    return _empreinte("preuve", str(compte.appareils_nonce), compte.password)


def _empreinte(*morceaux: str) -> str:
    return salted_hmac(_SEL, "\x1f".join(morceaux), algorithm="sha256").hexdigest()[:32]
