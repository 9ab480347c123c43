"""Tokens: what must be true of one before anything it says is believed."""

from typing import Any

import jwt
from django.conf import settings
from django.utils.crypto import constant_time_compare

from accounts.franceconnect.cles import cle_publique
from accounts.franceconnect.configuration import ACR, ALGORITHME
from accounts.franceconnect.refus import RefusFranceConnect

_MARGE = 30  # seconds: FranceConnect's clock and ours
_TOUS = ["iss", "aud", "exp", "iat", "sub"]


def lire_id_token(jeton: object, *, nonce: str) -> dict[str, Any]:
    """The claims of an id_token made for us, now, in answer to this `nonce`. Raises `RefusFranceConnect`."""
    claims = _lire(jeton, [*_TOUS, "nonce"])
    if not nonce or not constant_time_compare(str(claims["nonce"]), nonce):
        raise RefusFranceConnect("nonce")
    if claims.get("acr") != ACR:
        raise RefusFranceConnect("acr")
    return claims


def lire_identite(jeton: object, *, sub: str) -> dict[str, Any]:
    """The claims of a userinfo made for us, now, about the person of the id_token. Raises `RefusFranceConnect`."""
    claims = _lire(jeton, _TOUS)
    if not constant_time_compare(claims["sub"], sub):
        raise RefusFranceConnect("sub")
    return claims


def _lire(jeton: object, exiges: list[str]) -> dict[str, Any]:
    if not isinstance(jeton, str):
        raise RefusFranceConnect("jeton absent")
    try:
        entete = jwt.get_unverified_header(jeton)
        if entete.get("alg") != ALGORITHME or not isinstance(entete.get("kid"), str):
            raise RefusFranceConnect("en-tête")
        claims: dict[str, Any] = jwt.decode(
            jeton,
            cle_publique(entete["kid"]),
            algorithms=[ALGORITHME],
            audience=settings.FRANCECONNECT_CLIENT_ID,
            issuer=settings.FRANCECONNECT_EMETTEUR,
            leeway=_MARGE,
            options={"require": exiges, "strict_aud": True},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as erreur:
        raise RefusFranceConnect(f"jeton {type(erreur).__name__}") from None
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise RefusFranceConnect("sub")
    return claims
