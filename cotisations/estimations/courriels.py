"""The accusé de réception, by e-mail (CRPA, art. L112-11). It says no income: the portal does."""

import uuid

from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import Envoi
from carpimko_portal.lib.dates import ecrire_moment
from cotisations.models import EstimationRevenu
from documents.models import reference_de

ACCUSE = "estimation-deposee"


def accuser_reception(estimation: EstimationRevenu) -> None:
    """Posts the accusé, in the transaction of the deposit. Without an address, the page is the only one."""
    if estimation.dossier.courriel:
        public_id = str(estimation.public_id)
        poster(genre=ACCUSE, dossier=estimation.dossier, cle=f"{ACCUSE}:{public_id}", estimation=public_id)


def enregistrer_l_accuse() -> None:
    """Makes the kind known. Called once, at start."""
    enregistrer(Genre(ACCUSE, _rediger, frozenset({"estimation"})))


def _rediger(envoi: Envoi) -> Contenu:
    if envoi.dossier is None:
        raise SansObjet("aucun dossier")
    estimations = EstimationRevenu.objects.du_dossier(envoi.dossier)
    estimation = estimations.get(public_id=uuid.UUID(envoi.references["estimation"]))
    return Contenu(
        envoi.dossier.courriel,
        {
            "prenom": envoi.dossier.prenom,
            "reference": reference_de(estimation.public_id),
            "annee": estimation.annee,
            "moment": ecrire_moment(estimation.deposee_le),
        },
    )
