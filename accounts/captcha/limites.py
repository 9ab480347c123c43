"""How often one connection may go without JavaScript."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.captcha.usage import consommer

PAR_HEURE = 3


def autoriser_sans_javascript(request: HttpRequest) -> bool:
    """Takes one of the places of this network in this hour; `False` when all are taken.

    Places are unique rows: simultaneous requests never get more than there are.
    """
    heure = timezone.now().replace(minute=0, second=0, microsecond=0)
    ou = salted_hmac("accounts.captcha.limites", reseau(request), algorithm="sha256").hexdigest()
    fin = heure + timedelta(hours=1)
    return any(consommer(cle=f"place:{ou}:{heure:%Y%m%d%H}:{rang}", expire_le=fin) for rang in range(PAR_HEURE))


def reseau(request: HttpRequest) -> str:
    """The address that asks; of an IPv6 one, the /64 that one subscriber has whole."""
    adresse: str = request.META.get("REMOTE_ADDR", "")
    try:
        lue = ip_address(adresse)
    except ValueError:  # a Unix socket has none
        return adresse
    return str(ip_network((lue, 64), strict=False)) if lue.version == 6 else str(lue)
