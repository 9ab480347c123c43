"""Where a request is, as its reference tells: from the dates of the batches alone, the same for any dossier."""

from dataclasses import dataclass
from datetime import datetime

from accounts.enums import Canal, EtatLot
from accounts.models import DemandeMotDePasse, LotDeCourriers
from accounts.provisoires.symboles import presenter


@dataclass(frozen=True)
class Etape:
    """One step. `le` is empty as long as it has not come."""

    titre: str
    le: datetime | None
    attente: str = ""


@dataclass(frozen=True)
class Suivi:
    """What the page shows. A request by e-mail has no steps: nobody is told whether a mail left."""

    reference: str
    demandee_le: datetime
    par_lettre: bool
    etapes: list[Etape]


def suivi_de(reference: str) -> Suivi | None:
    """`reference`: its twelve symbols. Looks at no dossier; two queries at most."""
    demande = DemandeMotDePasse.objects.filter(reference=reference).values_list("canal", "demandee_le").first()
    if demande is None:
        return None
    canal, demandee_le = demande
    par_lettre = canal == Canal.LETTRE
    return Suivi(presenter(reference), demandee_le, par_lettre, _etapes(demandee_le) if par_lettre else [])


def _etapes(demandee_le: datetime) -> list[Etape]:
    """A letter leaves with the first batch closed after it was asked for."""
    lots = LotDeCourriers.objects.filter(coupure_le__gte=demandee_le).exclude(etat=EtatLot.ABANDONNE)
    coupure_le, poste_le = lots.order_by("coupure_le", "pk").values_list("coupure_le", "poste_le").first() or _RIEN
    return [
        Etape("Lettre demandée", demandee_le),
        Etape("Mise dans un lot de courriers", coupure_le, "Le prochain lot est préparé un jour ouvré."),
        Etape("Remise à La Poste", poste_le, "Chaque lot est vérifié par deux personnes avant de partir."),
    ]


_RIEN = (None, None)
