"""What a member's simulation starts from: what the portal already knows of them."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import Dossier
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.calcul import annees_connues
from cotisations.models import RevenuDeclare

_ANNEES_DE_DEBUT = 2  # further back, the start of activity changes nothing


@dataclass(frozen=True)
class Depart:
    """Initial values of `SimulationForm`. `annee_du_revenu`: the year of the income among them, when there is one."""

    valeurs: dict[str, Any] = field(default_factory=dict)
    annee_du_revenu: int | None = None


def depart_du_dossier(dossier: Dossier) -> Depart:
    """What an affilié starts from; nothing for an ayant droit. One query."""
    if not dossier.est_affilie:
        return Depart()
    annee = annees_connues()[-1]
    valeurs: dict[str, Any] = {
        "profession": dossier.profession,
        "conventionne": "oui" if dossier.est_conventionne else "non",
    }
    affiliation = dossier.date_affiliation
    if affiliation and affiliation.year > annee - _ANNEES_DE_DEBUT:
        valeurs["debut_activite"] = affiliation
    revenus = _revenus_declares(dossier, avant=annee)
    if not revenus:
        return Depart(valeurs)
    derniere = max(revenus)
    valeurs["revenu"] = _en_saisie(revenus[derniere])
    if derniere == annee - 1 and derniere - 1 in revenus:
        valeurs["assiette_precedente"] = _en_saisie(revenus[derniere - 1])
    return Depart(valeurs, derniere)


def _revenus_declares(dossier: Dossier, *, avant: int) -> dict[int, int]:
    """Cents of the last two declared incomes, by year."""
    declares = RevenuDeclare.objects.filter(dossier=dossier, annee__lt=avant).order_by("-annee")
    return dict(declares.values_list("annee", "assiette_centimes")[:2])


def _en_saisie(centimes: int) -> str:
    """As people type it: `45 000,50`."""
    return ecrire_montant(centimes).removesuffix("\u202f€").removesuffix(",00")
