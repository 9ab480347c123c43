"""Depositing an estimated income, and taking it back while it waits. Taking it into account is the fund's part."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte, Dossier
from cotisations.enums import Acte, EtatEstimation
from cotisations.estimations.courriels import accuser_reception
from cotisations.models import EstimationRevenu


class EstimationRefusee(Exception):
    """The message, in French, says why and what to do."""


class EstimationEnCours(EstimationRefusee):
    """Another one waits already."""

    def __init__(self, estimation: EstimationRevenu) -> None:
        super().__init__(
            "Une autre estimation attend déjà la réponse de la caisse\u00a0: annulez-la d’abord pour la remplacer."
        )
        self.estimation = estimation


@transaction.atomic
def deposer_estimation(
    *, dossier: Dossier, annee: int, assiette_centimes: int, est_deficit: bool, par: Compte
) -> EstimationRevenu:
    """Deposits an estimate and acknowledges it. Sent twice, it is written once: the one that waits is given back.

    Raises `EstimationRefusee`, `EstimationEnCours`.
    """
    if not dossier.cotise:
        raise EstimationRefusee("Ce dossier ne cotise pas\u00a0: il n’y a pas de revenu à estimer.")
    valeurs = {"annee": annee, "assiette_centimes": assiette_centimes, "est_deficit": est_deficit}
    try:
        with transaction.atomic():
            estimation = EstimationRevenu.objects.create(
                dossier=dossier, deposee_le=timezone.now(), deposee_par=par, **valeurs
            )
    except IntegrityError:  # one waits at a time, whoever comes first
        return _celle_qui_attend(dossier, valeurs)
    journaliser(
        acte=Acte.ESTIMATION_DEPOSEE, par=par, dossier=dossier, estimation=str(estimation.public_id), annee=annee
    )
    accuser_reception(estimation)
    return estimation


@transaction.atomic
def annuler_estimation(*, estimation: EstimationRevenu, par: Compte) -> None:
    """Takes back an estimate that waits. Once cancelled, cancelling changes nothing. Raises `EstimationRefusee`."""
    en_attente = EstimationRevenu.objects.en_cours().filter(pk=estimation.pk)
    if not en_attente.update(etat=EtatEstimation.ANNULEE, traitee_le=timezone.now(), traitee_par=par):
        estimation.refresh_from_db(fields=["etat"])
        if estimation.etat != EtatEstimation.ANNULEE:
            raise EstimationRefusee("La caisse a déjà traité cette estimation\u00a0: elle ne peut plus être annulée.")
        return
    journaliser(acte=Acte.ESTIMATION_ANNULEE, par=par, dossier=estimation.dossier, estimation=str(estimation.public_id))


def _celle_qui_attend(dossier: Dossier, valeurs: dict[str, int | bool]) -> EstimationRevenu:
    estimation = EstimationRevenu.objects.du_dossier(dossier).en_cours().get()
    if any(getattr(estimation, nom) != valeur for nom, valeur in valeurs.items()):
        raise EstimationEnCours(estimation)
    return estimation
