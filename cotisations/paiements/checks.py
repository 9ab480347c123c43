"""System checks of card payments: real money in production, and nothing else."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.urls import NoReverseMatch, reverse

_LOCALES = ("localhost", "127.", "[::1]", "0.0.0.0")  # noqa: S104 - refused, not listened to


@checks.register
def reglages_paiement(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The bank that is chosen has all it needs; in production it is a real one."""
    messages: list[checks.CheckMessage] = []
    if settings.CARTE_MINIMUM_CENTIMES > settings.CARTE_MAXIMUM_CENTIMES:
        messages.append(_BORNES)
    reglages = {
        "lyra": (settings.LYRA_ADRESSE, settings.LYRA_SITE, settings.LYRA_CLE),
        "stripe": (settings.STRIPE_CLE, settings.STRIPE_CLE_NOTIFICATION),
    }.get(settings.PAIEMENT_PASSERELLE, ())
    if not all(reglages):
        return [*messages, _INCOMPLET]
    if settings.PRODUCTION and settings.PAIEMENT_PASSERELLE == "lyra" and not _est_exterieure(settings.LYRA_ADRESSE):
        messages.append(_FICTIVE)
    if settings.PAIEMENT_PASSERELLE == "stripe" and ("_live_" in settings.STRIPE_CLE) != settings.PRODUCTION:
        messages.append(_ESSAI)
    return messages


@checks.register
def banque_absente(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Whoever reaches the demonstration's bank decides that they have paid."""
    if not settings.PRODUCTION:
        return []
    try:
        reverse("demonstration:banque_payer")
    except NoReverseMatch:
        return []
    return [_PAIR]


def _est_exterieure(adresse: str) -> bool:
    morceaux = urlsplit(adresse)
    hote = morceaux.hostname or ""
    return (
        morceaux.scheme == "https"
        and "/demonstration/" not in f"{morceaux.path}/"
        and hote not in settings.ALLOWED_HOSTS
        and not hote.startswith(_LOCALES)
    )


_INCOMPLET = checks.Error(
    "Payment by card is half configured: nobody could pay.",
    hint="Lyra needs LYRA_ADRESSE, LYRA_SITE and LYRA_CLE; Stripe needs STRIPE_CLE and STRIPE_CLE_NOTIFICATION.",
    id="paiements.E001",
)
_FICTIVE = checks.Error(
    "LYRA_ADRESSE is not a bank: anyone could say to have paid.",
    hint="Give the address of the bank's payment page, such as https://paiement.systempay.fr/vads-payment/",
    id="paiements.E002",
)
_ESSAI = checks.Error(
    "STRIPE_CLE is a key of the wrong mode: a live key in production, a test key elsewhere.",
    hint="Keys begin with sk_live_ or rk_live_ in production.",
    id="paiements.E003",
)
_PAIR = checks.Error(
    "The demonstration's bank is reachable in production.",
    hint="Remove the addresses of the demonstration from the URLconf.",
    id="paiements.E004",
)
_BORNES = checks.Error(
    "CARTE_MINIMUM_EUROS is above CARTE_MAXIMUM_EUROS: nobody could pay.",
    hint="Give a minimum that is at most the maximum.",
    id="paiements.E005",
)
