"""FranceConnect's public keys, kept ten minutes; they do rotate."""

import json
from typing import Any

from django.core.cache import cache
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from accounts.franceconnect.appels import appeler
from accounts.franceconnect.configuration import ALGORITHME, adresse
from accounts.franceconnect.refus import Motif, RefusFranceConnect

_DUREE = 600  # seconds, as FranceConnect's own answer says


def cle_publique(kid: str) -> PyJWK:
    """The key of this name. One that is not kept is asked for once more. Raises `RefusFranceConnect`."""
    url = adresse("jwks")
    cle = _choisir(cache.get(_nom(url)), kid)
    if cle is None:
        jeu = _demander(url)
        cache.set(_nom(url), jeu, _DUREE)
        cle = _choisir(jeu, kid)
    if cle is None:
        raise RefusFranceConnect("clé inconnue")
    return cle


def _nom(url: str) -> str:
    return f"franceconnect-jwks:{url}"


def _demander(url: str) -> list[Any]:
    _, texte = appeler("GET", url)
    try:
        cles = json.loads(texte)["keys"]
    except (ValueError, KeyError, TypeError):
        cles = None
    if not isinstance(cles, list):
        raise RefusFranceConnect("clés illisibles", Motif.INDISPONIBLE)
    return cles


def _choisir(jeu: list[Any] | None, kid: str) -> PyJWK | None:
    """Only public P-256 keys meant for signing are looked at: a key of another kind verifies nothing here."""
    for cle in jeu or []:
        if isinstance(cle, dict) and cle.get("kid") == kid and _convient(cle):
            try:
                return PyJWK(cle, ALGORITHME)
            except PyJWTError:
                return None
    return None


def _convient(cle: dict[str, Any]) -> bool:
    return (
        (cle.get("kty"), cle.get("crv")) == ("EC", "P-256")
        and cle.get("use", "sig") == "sig"
        and cle.get("alg", ALGORITHME) == ALGORITHME
        and "d" not in cle
    )
