"""An income that a persona thinks to earn this year: the agents of cotisations have something to decide."""

from datetime import date

from accounts.models import Acces
from cotisations.estimations.services import deposer_estimation
from cotisations.models import EstimationRevenu

_GAELLE = "4567890"
_ASSIETTE_CENTIMES = 21_500_00


def deposer_une_estimation(le: date) -> None:
    """Gaëlle's, for the year of `le`, once: an agent may have dealt with it since."""
    if EstimationRevenu.objects.exists():
        return
    acces = Acces.objects.titulaires().select_related("compte", "dossier").get(dossier__numero=_GAELLE)
    deposer_estimation(
        dossier=acces.dossier,
        annee=le.year,
        assiette_centimes=_ASSIETTE_CENTIMES,
        est_deficit=False,
        par=acces.compte,
    )
