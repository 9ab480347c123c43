"""What a member's simulation starts from: what the portal already knows of them."""

from decimal import Decimal
from typing import Any

from accounts.models import Dossier
from cotisations.calcul import annees_connues

_ANNEES_DE_DEBUT = 2  # further back, the start of activity changes nothing


def donnees_de_depart(dossier: Dossier) -> dict[str, Any]:
    """Initial values of `SimulationForm` for an affilié; nothing for an ayant droit. No query."""
    if not dossier.est_affilie:
        return {}
    depart: dict[str, Any] = {
        "profession": dossier.profession,
        "conventionne": "oui" if dossier.est_conventionne else "non",
    }
    affiliation = dossier.date_affiliation
    if affiliation and affiliation.year > annees_connues()[-1] - _ANNEES_DE_DEBUT:
        depart["debut_activite"] = affiliation
    if (revenu := revenu_declare(dossier)) is not None:
        depart["revenu"] = revenu
    return depart


def revenu_declare(dossier: Dossier) -> Decimal | None:
    """The last declared income, in euros. The portal does not hold any yet: declarations will answer here."""
    return None
