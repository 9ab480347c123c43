"""Reads shaped for a page."""

import uuid
from dataclasses import dataclass

from django.http import HttpRequest

from accounts.franceconnect.rapprochement import acces_de_la_session
from accounts.models import Acces, Compte, Dossier, LienFranceConnect


@dataclass(frozen=True)
class ChoixDeDossier:
    """One dossier among those a person may work on. `ouvert`: the one the session is on."""

    acces: uuid.UUID
    numero: str
    qualite: str
    situation: str
    nom: str
    role: str
    ouvert: bool


def choix_de_dossiers(request: HttpRequest) -> list[ChoixDeDossier]:
    """At most three queries, whatever their number."""
    courant: Acces | None = getattr(request, "acces", None)
    ouvert = courant.pk if courant else None
    return [
        ChoixDeDossier(
            acces=acces.public_id,
            numero=acces.dossier.numero,
            qualite=acces.dossier.qualite,
            situation=acces.dossier.situation,
            nom=f"{acces.dossier.prenom} {acces.dossier.nom}",
            role=acces.get_role_display(),
            ouvert=acces.pk == ouvert,
        )
        for acces in _possibles(request)
    ]


def acces_choisi(request: HttpRequest, public_id: str) -> Acces | None:
    """The access of this identifier, if this session may work with it."""
    return next((acces for acces in _possibles(request) if str(acces.public_id) == public_id), None)


def lien_du_dossier(dossier: Dossier) -> LienFranceConnect | None:
    """What FranceConnect opens of this dossier: `None` when it opens nothing. No query for the dossier of a session."""
    return getattr(dossier, "lien_franceconnect", None)


def _possibles(request: HttpRequest) -> list[Acces]:
    return acces_de_la_session(request.session, request.user) if isinstance(request.user, Compte) else []
