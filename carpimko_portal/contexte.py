"""What every template may count on."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest

from carpimko_portal.lib.caisse import caisse
from carpimko_portal.lib.dates import ecrire_duree
from carpimko_portal.reglages import TEMOIN, lire_reglages

_AVANT_LA_FIN = 120  # seconds: when the page asks whether someone is still there


def socle(request: HttpRequest) -> dict[str, Any]:
    """The fund, the demonstration banner and the display settings. Touches no database."""
    return {
        "caisse": caisse(),
        "demonstration": settings.DEMONSTRATION,
        "duree_session": {
            "inactivite": ecrire_duree(settings.SESSION_INACTIVITE),
            "totale": ecrire_duree(settings.SESSION_DUREE_MAX),
        },
        "reglages": lire_reglages(request),
    }


def portail(request: HttpRequest) -> dict[str, Any]:
    """The same, the dossier the person works on (falsy for a visitor), and what a few pages say of the settings.

    `session`: seconds without a visit before it ends, and before the page asks. `franceconnect`: whether it works;
    `place_franceconnect`: whether its button is shown. `annexe_connexion`, `annexe_guichet`: a template under
    the connexion, the members' and the agents', or "".
    """
    fin = int(settings.SESSION_INACTIVITE.total_seconds())
    return {
        **socle(request),
        "acces": getattr(request, "acces", None),
        "session": {"fin": fin, "alerte": max(0, fin - _AVANT_LA_FIN)},
        "temoins": {
            "session": settings.SESSION_COOKIE_NAME,
            "csrf": settings.CSRF_COOKIE_NAME,
            "affichage": TEMOIN,
            "messages": CookieStorage.cookie_name,
            "appareil": settings.APPAREIL_COOKIE_NAME,
        },
        "franceconnect": settings.FRANCECONNECT_ACTIF,
        "place_franceconnect": settings.FRANCECONNECT_ACTIF or settings.DEMONSTRATION,
        "annexe_connexion": "demonstration/comptes.html" if settings.DEMONSTRATION else "",
        "annexe_guichet": "demonstration/agents.html" if settings.DEMONSTRATION else "",
    }
