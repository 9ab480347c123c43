"""What the peer signs, with joserfc: the portal verifies with another library."""

import secrets
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from demonstration.franceconnect.identites import IdentiteFictive

ALGORITHME = "ES256"
KID = "demonstration:ES256"
DUREE_CODE, DUREE_JETON = 30, 60  # seconds, as FranceConnect's
_SEL = "demonstration.franceconnect."


def jeu_de_cles() -> dict[str, Any]:
    """The public key, as `/jwks` says it."""
    return {"keys": [{**_cle().as_dict(private=False), "kid": KID, "alg": ALGORITHME, "use": "sig"}]}


def id_token(identite: IdentiteFictive, *, nonce: str) -> str:
    """Without identity: `sub`, `acr`, `nonce`, and for whom."""
    maintenant = int(time.time())
    return _signer({"sub": identite.sub, "acr": "eidas1", "auth_time": maintenant, "nonce": nonce})


def userinfo(identite: IdentiteFictive) -> str:
    """The identité pivot, signed."""
    return _signer({"sub": identite.sub, **identite.claims, "given_name_array": identite.claims["given_name"].split()})


def sub_de_l_indice(jeton: str) -> str | None:
    """The `sub` of an id_token of ours, expired or not; `None` when it is not ours."""
    try:
        claims = jwt.decode(jeton, _cle(), algorithms=[ALGORITHME]).claims
    except (JoseError, ValueError):
        return None
    return str(claims["sub"]) if claims.get("aud") == settings.FRANCECONNECT_CLIENT_ID else None


def emettre(sorte: str, **valeurs: str) -> str:
    """An opaque value that only `lire` understands: a request, a code, an access token."""
    return signing.dumps({**valeurs, "jti": secrets.token_urlsafe(16)}, salt=_SEL + sorte, compress=True)


def lire(sorte: str, valeur: str, *, duree: int) -> dict[str, str] | None:
    """What was issued under this name less than `duree` seconds ago."""
    try:
        valeurs: dict[str, str] = signing.loads(valeur, salt=_SEL + sorte, max_age=duree)
    except signing.BadSignature:
        return None
    return valeurs


def _signer(claims: dict[str, Any]) -> str:
    maintenant = int(time.time())
    communs = {
        "iss": settings.FRANCECONNECT_EMETTEUR,
        "aud": settings.FRANCECONNECT_CLIENT_ID,
        "iat": maintenant,
        "exp": maintenant + DUREE_JETON,
    }
    return jwt.encode({"alg": ALGORITHME, "kid": KID}, {**communs, **claims}, _cle(), algorithms=[ALGORITHME])


def _cle() -> ECKey:
    """The same in every process, kept nowhere: it follows from SECRET_KEY."""
    graine = int.from_bytes(salted_hmac(_SEL, "cle", algorithm="sha256").digest()[:31])
    privee = ec.derive_private_key(graine + 1, ec.SECP256R1())
    pem = privee.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return ECKey.import_key(pem)
