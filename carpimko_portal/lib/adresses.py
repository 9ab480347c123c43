"""Who is at the other end, whatever the headers pretend."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

Adresse = IPv4Address | IPv6Address
INCONNUE = IPv4Address(0)


def adresse_client(*, distante: str, relayee_pour: str, mandataires: int) -> Adresse:
    """The client's address, behind `mandataires` proxies that each add one address to `X-Forwarded-For`.

    `distante` is REMOTE_ADDR, `relayee_pour` the header (empty when absent). Whatever stands further left
    than our own proxies wrote comes from the client and is never read. A header too short or unreadable
    leaves REMOTE_ADDR; `INCONNUE` when that one says nothing either (a Unix socket).
    """
    directe = _lire(distante)
    maillons = relayee_pour.split(",")
    if not mandataires or len(maillons) < mandataires:
        return directe or INCONNUE
    return _lire(maillons[-mandataires]) or directe or INCONNUE


def origine(url: str) -> str:
    """Scheme, host and port of an absolute address, as a Content-Security-Policy names them."""
    morceaux = urlsplit(url)
    return f"{morceaux.scheme}://{morceaux.netloc}"


def poste(adresse: Adresse) -> str:
    """What one subscriber holds: an IPv4 address, an IPv6 /64."""
    return _prefixe(adresse, 32, 64)


def reseau(adresse: Adresse) -> str:
    """What one operator hands out together: an IPv4 /24, an IPv6 /48."""
    return _prefixe(adresse, 24, 48)


def _prefixe(adresse: Adresse, v4: int, v6: int) -> str:
    longueur = v4 if adresse.version == 4 else v6
    return str(ip_network((int(adresse) if adresse.version == 4 else adresse.packed, longueur), strict=False))


def _lire(texte: str) -> Adresse | None:
    try:
        adresse = ip_address(texte.strip())
    except ValueError:
        return None
    return getattr(adresse, "ipv4_mapped", None) or adresse
