"""The mails about calls and estimates: neither amounts nor incomes travel by mail."""

import uuid

from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import Envoi
from cotisations.enums import EtatEstimation
from cotisations.models import AppelCotisation, EstimationRevenu

APPEL_DISPONIBLE, ESTIMATION_TRAITEE = "appel-disponible", "estimation-traitee"


def aviser_estimation_traitee(estimation: EstimationRevenu) -> None:
    """Tells the member what became of their estimate."""
    if estimation.dossier.courriel:
        reference = str(estimation.public_id)
        cle = f"{ESTIMATION_TRAITEE}:{reference}"
        poster(genre=ESTIMATION_TRAITEE, dossier=estimation.dossier, cle=cle, estimation=reference)


def enregistrer_les_avis_des_appels() -> None:
    """Makes both kinds known. Called once, at start."""
    enregistrer(Genre(APPEL_DISPONIBLE, _rediger_appel, frozenset({"appel"})))
    enregistrer(Genre(ESTIMATION_TRAITEE, _rediger_estimation, frozenset({"estimation"})))


def _rediger_appel(envoi: Envoi) -> Contenu:
    """Nothing to say of a call that another one replaced meanwhile: the other has its own mail."""
    appel = AppelCotisation.objects.select_related("dossier").get(public_id=uuid.UUID(str(envoi.references["appel"])))
    if AppelCotisation.objects.filter(remplace=appel).exists():
        raise SansObjet("remplacé depuis")
    dossier = appel.dossier
    return Contenu(
        dossier.courriel, {"prenom": dossier.prenom, "annee": appel.annee, "est_rectifie": appel.version > 1}
    )


def _rediger_estimation(envoi: Envoi) -> Contenu:
    reference = uuid.UUID(str(envoi.references["estimation"]))
    estimation = EstimationRevenu.objects.select_related("dossier").get(public_id=reference)
    est_appliquee = estimation.etat == EtatEstimation.APPLIQUEE
    dossier = estimation.dossier
    return Contenu(
        dossier.courriel, {"prenom": dossier.prenom, "annee": estimation.annee, "est_appliquee": est_appliquee}
    )
