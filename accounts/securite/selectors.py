"""Reads of « Sécurité »."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import Compte, SessionOuverte
from accounts.sessions import fin_de_session, vue_le


@dataclass(frozen=True)
class LigneSession:
    """One open session, as a person recognises it. `vue_le` is true to the minute."""

    public_id: UUID
    appareil: str
    reseau: str
    ouverte_le: datetime
    vue_le: datetime
    est_celle_ci: bool


def sessions_du_compte(compte: Compte, *, ici: str | None) -> list[LigneSession]:
    """The sessions that still open something, this one (`ici`: its key) first, then the last seen. One query."""
    maintenant = timezone.now()
    ouvertes = SessionOuverte.objects.filter(compte=compte).select_related("session").order_by("pk")
    lues = [(ouverte, ouverte.session.get_decoded()) for ouverte in ouvertes]
    lignes = [
        LigneSession(
            ouverte.public_id,
            ouverte.appareil,
            ouverte.reseau,
            ouverte.ouverte_le,
            vue_le(contenu),
            ouverte.pk == ici,
        )
        for ouverte, contenu in lues
        if not fin_de_session(contenu, maintenant=maintenant)
    ]
    return sorted(lignes, key=lambda une: (une.est_celle_ci, une.vue_le), reverse=True)
