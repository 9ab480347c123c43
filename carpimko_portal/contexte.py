"""What every template may count on."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from carpimko_portal.lib.dates import INSECABLE
from carpimko_portal.reglages import lire_reglages

_AVANT_LA_FIN = timedelta(minutes=2)  # when the page asks whether someone is still there


def caisse() -> dict[str, Any]:
    """The fund, as pages and mails name it."""
    return {
        "nom": settings.CAISSE_NOM,
        "sous_titre": settings.CAISSE_SOUS_TITRE,
        "adresse": settings.CAISSE_ADRESSE,
        "telephone": settings.CAISSE_TELEPHONE.replace(" ", INSECABLE),
        "courriel": settings.CAISSE_COURRIEL,
        "site": settings.CAISSE_SITE,
        "dpo": settings.CAISSE_DPO,
        "directeur_publication": settings.CAISSE_DIRECTEUR_PUBLICATION,
        "hebergeur": settings.CAISSE_HEBERGEUR,
    }


def socle(request: HttpRequest) -> dict[str, Any]:
    """The fund, the demonstration banner and the display settings. Touches no database."""
    return {
        "caisse": caisse(),
        "demonstration": settings.DEMONSTRATION,
        "reglages": lire_reglages(request),
    }


def portail(request: HttpRequest) -> dict[str, Any]:
    """The same, and the dossier the person works on (falsy for a visitor)."""
    alerte = int((settings.SESSION_INACTIVITE - _AVANT_LA_FIN).total_seconds())
    return {**socle(request), "acces": getattr(request, "acces", None), "alerte_session": alerte}
