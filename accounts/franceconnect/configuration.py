"""What the library reads of the settings, from the three values that configure FranceConnect.

All else is imposed by FranceConnect v2 (its acceptance tests refuse anything more), or by prudence.
"""

from typing import Any

from django.conf import settings

ACR = "eidas1"
ALGORITHME = "ES256"
DELAI = 5.0  # seconds for each of the three calls to FranceConnect, whatever drips


def adresse(chemin: str) -> str:
    """An endpoint of FranceConnect: `authorize`, `token`, `userinfo`, `jwks`, `session/end`."""
    return f"{settings.FRANCECONNECT_EMETTEUR}/{chemin}"


def reglage(nom: str, *defaut: Any) -> Any:
    """A setting of mozilla-django-oidc. Raises `KeyError` when it is neither known nor given a default."""
    reglages = _reglages()
    return reglages[nom] if nom in reglages or not defaut else defaut[0]


def _reglages() -> dict[str, Any]:
    return {
        "OIDC_OP_AUTHORIZATION_ENDPOINT": adresse("authorize"),
        "OIDC_OP_TOKEN_ENDPOINT": adresse("token"),
        "OIDC_OP_USER_ENDPOINT": adresse("userinfo"),
        "OIDC_OP_JWKS_ENDPOINT": adresse("jwks"),
        "OIDC_RP_CLIENT_ID": settings.FRANCECONNECT_CLIENT_ID,
        "OIDC_RP_CLIENT_SECRET": settings.FRANCECONNECT_CLIENT_SECRET,
        "OIDC_RP_SIGN_ALGO": ALGORITHME,
        "OIDC_RP_SCOPES": "openid identite_pivot",
        "OIDC_AUTH_REQUEST_EXTRA_PARAMS": {"acr_values": ACR},
        "OIDC_AUTHENTICATION_CALLBACK_URL": "accounts:retour_franceconnect",
        "OIDC_STATE_SIZE": 43,
        "OIDC_NONCE_SIZE": 43,
        "OIDC_USE_NONCE": True,
        "OIDC_USE_PKCE": False,  # code_challenge is not on FranceConnect's list: a 400 page
        "OIDC_CREATE_USER": False,
    }
