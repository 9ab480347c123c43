"""The limits and the alarm."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from accounts.administration.base import AdminPortail
from accounts.administration.menu import Rubrique
from accounts.limites import SEAUX
from accounts.limites.alarme import etat_d_alarme, sous_attaque
from carpimko_portal.lib.dates import ecrire_moment


class LimitesAdmin(AdminPortail):
    titre = "Limites"
    rubrique = Rubrique.SUPERVISION
    colonnes = [
        ("Heure", lambda heure: ecrire_moment(datetime.fromtimestamp(heure.heure * 3600, UTC))),
        ("Mots de passe faux", lambda heure: heure.echecs),
        ("Essais refusés", lambda heure: heure.refus),
        ("Alarme", lambda heure: "Oui" if heure.alerte else "Non"),
    ]
    ordering = ["-heure"]

    def get_urls(self) -> list[Any]:
        return super().get_urls()[:1]  # the list alone: an hour has no fiche

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        etat = {"etat": etat_d_alarme(), "alarme": sous_attaque(), "seaux": [seau.nom for seau in SEAUX]}
        return super().changelist_view(request, etat)
