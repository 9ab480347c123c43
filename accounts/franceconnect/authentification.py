"""mozilla-django-oidc, held to what FranceConnect signs. Stock, it believes far more: see the ADR."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.urls import reverse
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import absolutify

from accounts.authentification import NumeroDeDossier
from accounts.franceconnect.appels import appeler
from accounts.franceconnect.configuration import adresse, reglage
from accounts.franceconnect.identite import Identite, IdentiteIncomplete
from accounts.franceconnect.jetons import lire_id_token, lire_identite
from accounts.franceconnect.refus import RefusFranceConnect
from accounts.models import Compte


class FranceConnect(OIDCAuthenticationBackend):  # type: ignore[misc] # the library has no types
    """Says who someone is. Which dossier that opens is decided by `rapprochement`, never here.

    As a backend of Django it only brings back the compte of an open session.
    """

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return reglage(attr, *args)

    def authenticate(self, request: HttpRequest | None, **justificatifs: Any) -> None:
        """Nothing: a form of connexion with `?code=` in its address would otherwise call FranceConnect."""

    def identifier(self, request: HttpRequest, *, code: str, nonce: str) -> tuple[Identite, str]:
        """Who came back with `code`, and the id_token by which to leave. Raises `RefusFranceConnect`."""
        jetons = self.get_token({
            "client_id": self.OIDC_RP_CLIENT_ID,
            "client_secret": self.OIDC_RP_CLIENT_SECRET,
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": adresse_de_retour(request),
        })  # fmt: skip
        id_token = jetons.get("id_token")
        claims = self.verify_token(id_token, nonce=nonce)
        try:
            return Identite.lire(self.get_userinfo(jetons.get("access_token"), id_token, claims)), str(id_token)
        except IdentiteIncomplete:
            raise RefusFranceConnect("identité incomplète") from None

    def get_token(self, payload: dict[str, str]) -> dict[str, Any]:
        _, texte = appeler("POST", self.OIDC_OP_TOKEN_ENDPOINT, data=payload)
        try:
            jetons = json.loads(texte)
        except ValueError:
            jetons = None
        if not isinstance(jetons, dict):
            raise RefusFranceConnect("jetons illisibles")
        return jetons

    def verify_token(self, token: object, **kwargs: Any) -> dict[str, Any]:
        return lire_id_token(token, nonce=kwargs["nonce"])

    def get_userinfo(self, access_token: object, id_token: object, payload: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(access_token, str) or not access_token.isascii() or not access_token.isprintable():
            raise RefusFranceConnect("jeton d’accès")
        porteur = {"Authorization": f"Bearer {access_token}"}
        media, texte = appeler("GET", self.OIDC_OP_USER_ENDPOINT, headers=porteur)
        if media != "application/jwt":  # JSON is signed by nobody
            raise RefusFranceConnect("identité non signée")
        return lire_identite(texte, sub=payload["sub"])

    def get_user(self, user_id: int) -> Compte | None:
        """Neither a closed compte nor, since their session was opened, an agent's."""
        compte = NumeroDeDossier().get_user(user_id)
        return None if compte is None or compte.est_agent else compte

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: opening FranceConnect to members changes the rights of nobody."""
        return set()

    def filter_users_by_claims(self, claims: Any) -> NoReturn:
        raise NotImplementedError("jamais par l’adresse e-mail")

    def create_user(self, claims: Any) -> NoReturn:
        raise NotImplementedError("aucun compte ne naît de FranceConnect seul")

    def get_or_create_user(self, access_token: Any, id_token: Any, payload: Any) -> NoReturn:
        raise NotImplementedError("voir rapprochement")


def adresse_de_retour(request: HttpRequest) -> str:
    """Declared to FranceConnect, to the letter."""
    retour: str = absolutify(request, reverse("accounts:retour_franceconnect"))
    return retour


def adresse_de_sortie(request: HttpRequest) -> str:
    """Declared to FranceConnect, to the letter."""
    sortie: str = absolutify(request, reverse("accounts:sortie_franceconnect"))
    return sortie


def adresse_de_fin() -> str:
    """Where one leaves FranceConnect."""
    return adresse("session/end")
