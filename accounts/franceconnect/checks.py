"""System checks of FranceConnect's settings."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.urls import NoReverseMatch, reverse


@checks.register
def reglages_franceconnect(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """All three settings or none; in production, the real FranceConnect and no other."""
    donnes = [
        settings.FRANCECONNECT_EMETTEUR, settings.FRANCECONNECT_CLIENT_ID, settings.FRANCECONNECT_CLIENT_SECRET
    ]  # fmt: skip
    if any(donnes) and not all(donnes):
        return [_INCOMPLET]
    if settings.PRODUCTION and all(donnes) and not _est_exterieur(settings.FRANCECONNECT_EMETTEUR):
        return [_FICTIF]
    return []


@checks.register
def pair_absent(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Whoever reaches the demonstration's peer says who they are, and is believed."""
    if not settings.PRODUCTION:
        return []
    try:
        reverse("demonstration:franceconnect_authorize")
    except NoReverseMatch:
        return []
    return [_PAIR]


def _est_exterieur(emetteur: str) -> bool:
    morceaux = urlsplit(emetteur)
    hote = morceaux.hostname or ""
    return (
        morceaux.scheme == "https"
        and "/demonstration/" not in f"{morceaux.path}/"
        and hote not in {"localhost", *settings.ALLOWED_HOSTS}
        and not _est_local(hote)
    )


def _est_local(hote: str) -> bool:
    try:
        return not ip_address(hote).is_global
    except ValueError:
        return False


_INCOMPLET = checks.Error(
    "FranceConnect is half configured: the portal goes without it.",
    hint="Give FRANCECONNECT_EMETTEUR, FRANCECONNECT_CLIENT_ID and FRANCECONNECT_CLIENT_SECRET, or none of them.",
    id="franceconnect.E001",
)
_FICTIF = checks.Error(
    "FRANCECONNECT_EMETTEUR is not FranceConnect: anyone could say to be anyone.",
    hint="In production: https://oidc.franceconnect.gouv.fr/api/v2",
    id="franceconnect.E002",
)
_PAIR = checks.Error(
    "The demonstration's FranceConnect peer is reachable in production.",
    hint="Remove the addresses of the demonstration from the URLconf.",
    id="franceconnect.E003",
)
