"""What FranceConnect accepts of those who come to it, and nothing more."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse

AUTORISES = frozenset({
    "client_id", "acr_values", "claims", "response_type", "nonce", "state", "redirect_uri", "scope", "prompt",
    "idp_hint", "ui_locales",
})  # fmt: skip
AUTORISES_SORTIE = frozenset({"id_token_hint", "post_logout_redirect_uri", "state"})
_EXIGES = ("client_id", "response_type", "nonce", "state", "redirect_uri", "scope", "acr_values")
_NONCE_MIN = 22
_ACR = ("eidas1", "eidas2", "eidas3")
_HOTES = ("127.0.0.1", "localhost", "[::1]")


def faute(parametres: Mapping[str, str]) -> str:
    """FranceConnect's own code of what is wrong with a request; empty when it is right."""
    if set(parametres) - AUTORISES or not all(parametres.get(nom) for nom in _EXIGES):
        return "Y030007"
    if parametres["response_type"] != "code" or len(parametres["nonce"]) < _NONCE_MIN:
        return "Y030007"
    if "openid" not in parametres["scope"].split() or not _prompt_permis(parametres.get("prompt", "")):
        return "Y030007"
    if parametres["client_id"] != settings.FRANCECONNECT_CLIENT_ID:
        return "Y04EA6EF"
    if not est_declaree(parametres["redirect_uri"], "accounts:retour_franceconnect"):
        return "Y04C013C"
    return ""


def acr_refuse(acr_values: str) -> bool:
    """The lowest known level is kept, an unknown one is eidas1: above, this FranceConnect does not go."""
    connus = [acr for acr in _ACR if acr in acr_values.split()]
    return bool(connus) and connus[0] != "eidas1"


def est_declaree(adresse: str, route: str) -> bool:
    """Whether this address of the portal is one of those declared, to the letter."""
    port = settings.FRANCECONNECT_EMETTEUR.split("/")[2].rpartition(":")[2]
    return adresse in {f"http://{hote}:{port}{reverse(route)}" for hote in _HOTES}


def _prompt_permis(prompt: str) -> bool:
    return set(prompt.split()) <= {"login", "consent"}
