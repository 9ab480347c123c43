"""What waits for the agents of cotisations. Registered by cotisations.admin."""

from accounts.administration.cartes import Attente
from cotisations.enums import EtatEstimation
from cotisations.models import EstimationRevenu

estimations_a_traiter = Attente(
    titre="Estimations à traiter",
    phrase="Revenus que des affiliés estiment en baisse ou en hausse.",
    liste=EstimationRevenu,
    filtre=f"?etat__exact={EtatEstimation.DEPOSEE.value}",
    lignes=EstimationRevenu.objects.en_cours,
    depuis="deposee_le",
)
