"""An estimate as its page shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import Dossier
from cotisations.enums import EtatEstimation
from cotisations.models import EstimationRevenu
from documents.models import reference_de

MOIS_DE_SILENCE = 2  # CRPA, art. L231-1


@dataclass(frozen=True)
class Etape:
    """A step: `le` when it was made, else `attente` says what is expected."""

    titre: str
    le: datetime | None
    attente: str = ""


@dataclass(frozen=True)
class FicheEstimation:
    """`assiette` in cents. `silence_le`: two months after the deposit."""

    public_id: UUID
    reference: str
    annee: int
    assiette: int
    est_deficit: bool
    etat: EtatEstimation
    deposee_le: datetime
    traitee_le: datetime | None
    silence_le: date

    @property
    def attend(self) -> bool:
        """Whether the fund has still to answer, and its owner may still take it back."""
        return self.etat is EtatEstimation.DEPOSEE

    @property
    def etapes(self) -> list[Etape]:
        """Deposit, then the answer."""
        depot = Etape("Estimation reçue par la caisse", self.deposee_le)
        if self.attend:
            return [depot, Etape("Réponse de la caisse", None, "Un agent l’examine, puis un nouvel appel est émis.")]
        return [depot, Etape(str(self.etat.label), self.traitee_le)]


def derniere_estimation(dossier: Dossier) -> FicheEstimation | None:
    """The last one deposited, whatever became of it. One query."""
    derniere = EstimationRevenu.objects.du_dossier(dossier).order_by("-deposee_le", "-pk").first()
    return _fiche(derniere) if derniere else None


def fiche_de_l_estimation(dossier: Dossier, public_id: UUID) -> FicheEstimation | None:
    """The estimate if it is this dossier's: another's and an unknown one are the same `None`. One query."""
    estimation = estimation_du_dossier(dossier, public_id)
    return _fiche(estimation) if estimation else None


def estimation_du_dossier(dossier: Dossier, public_id: UUID) -> EstimationRevenu | None:
    """For services. One query."""
    return EstimationRevenu.objects.du_dossier(dossier).select_related("dossier").filter(public_id=public_id).first()


def _fiche(estimation: EstimationRevenu) -> FicheEstimation:
    return FicheEstimation(
        public_id=estimation.public_id,
        reference=reference_de(estimation.public_id),
        annee=estimation.annee,
        assiette=estimation.assiette_centimes,
        est_deficit=estimation.est_deficit,
        etat=EtatEstimation(estimation.etat),
        deposee_le=estimation.deposee_le,
        traitee_le=estimation.traitee_le,
        silence_le=_dans_deux_mois(timezone.localdate(estimation.deposee_le)),
    )


def _dans_deux_mois(jour: date) -> date:
    """The same day two months later; without it, the first day after."""
    rang = jour.month - 1 + MOIS_DE_SILENCE
    annee, mois = jour.year + rang // 12, rang % 12 + 1
    try:
        return jour.replace(year=annee, month=mois)
    except ValueError:
        return date(annee, mois + 1, 1)
