"""Who the fund is, from the settings."""

from typing import Any

from django.conf import settings

from carpimko_portal.lib.dates import INSECABLE


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
        "iban": settings.CAISSE_IBAN,
        "ics": settings.CAISSE_ICS,
    }
