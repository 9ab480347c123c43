"""How much a dossier may deposit: in a day, and in all while it is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from accounts.models import Dossier
from carpimko_portal.lib.nombres import ecrire_poids
from documents.pieces.controle import PieceRefusee
from documents.pieces.models import VIVANTS, Piece

_JOUR = timedelta(days=1)


@dataclass(frozen=True)
class Quota:
    """What is left: `pieces` within 24 hours, `octets` in all."""

    pieces: int
    octets: int


def quota(dossier: Dossier, *, maintenant: datetime) -> Quota:
    """Every piece of the last 24 hours counts, withdrawn ones too. One query."""
    comptes = Piece.objects.du_dossier(dossier).aggregate(
        recentes=Count("pk", filter=Q(deposee_le__gt=maintenant - _JOUR)),
        octets=Coalesce(Sum("taille", filter=Q(etat__in=VIVANTS)), 0),
    )
    return Quota(
        max(0, settings.PIECES_PAR_JOUR - comptes["recentes"]),
        max(0, settings.PIECES_MAX_PAR_DOSSIER - comptes["octets"]),
    )


def exiger_de_la_place(dossier: Dossier, octets: int, *, maintenant: datetime) -> None:
    """Raises `PieceRefusee`. No other deposit passes between in a transaction that holds the row of the dossier."""
    reste = quota(dossier, maintenant=maintenant)
    if not reste.pieces:
        raise PieceRefusee(
            f"Vous avez déposé {settings.PIECES_PAR_JOUR} pièces en vingt-quatre heures : c’est le maximum. "
            "Réessayez demain."
        )
    if octets > reste.octets:
        raise PieceRefusee(
            f"Les pièces de votre dossier atteignent {ecrire_poids(settings.PIECES_MAX_PAR_DOSSIER)} : "
            "c’est le maximum. "
            "Retirez celles qui ne servent plus, ou appelez le Service client."
        )
