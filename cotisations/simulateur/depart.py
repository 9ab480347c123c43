"""What a member's simulation starts from: what the portal already knows of them."""

from typing import Any

from accounts.models import Dossier
from carpimko_portal.lib.montants import en_euros
from cotisations.calcul import annees_connues
from cotisations.models import RevenuDeclare

_ANNEES_DE_DEBUT = 2  # further back, the start of activity changes nothing


def donnees_de_depart(dossier: Dossier) -> dict[str, Any]:
    """Initial values of `SimulationForm` for an affilié; nothing for an ayant droit. One query."""
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


def revenu_declare(dossier: Dossier) -> str | None:
    """The last declared income, in euros, as one types it. One query."""
    dernier = RevenuDeclare.objects.filter(dossier=dossier).order_by("-annee")
    centimes = dernier.values_list("assiette_centimes", flat=True).first()
    return None if centimes is None else str(en_euros(centimes)).replace(".", ",").removesuffix(",00")
