"""What waits for the agents of cotisations. Registered by cotisations.admin."""

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse

from accounts.administration.cartes import Carte
from accounts.models import Compte
from cotisations.enums import EtatEstimation
from cotisations.models import EstimationRevenu


def estimations_a_traiter(request: HttpRequest) -> Carte | None:
    """The estimates that members sent, the oldest first."""
    agent = request.user
    if not (isinstance(agent, Compte) and agent.has_perm("cotisations.view_estimationrevenu")):
        return None
    attente = EstimationRevenu.objects.en_cours().aggregate(nombre=Count("pk"), depuis=Min("deposee_le"))
    liste = reverse("admin:cotisations_estimationrevenu_changelist")
    return Carte(
        titre="Estimations à traiter",
        phrase="Revenus que des affiliés estiment en baisse ou en hausse.",
        adresse=f"{liste}?etat__exact={EtatEstimation.DEPOSEE.value}",
        ton="attention" if attente["nombre"] else "",
        **attente,
    )
