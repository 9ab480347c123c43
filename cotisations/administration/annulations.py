"""Batches whose cancellation waits for a second person."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.administration.base import ActeDeFiche
from accounts.administration.cartes import Carte
from accounts.models import Compte
from cotisations.models import LotDePrelevements
from cotisations.prelevements.annulations import annulations_a_confirmer, retirer_demande


class AnnulationDemandee(SimpleListFilter):
    """Their file was taken, and somebody asks to cancel them."""

    title = "annulation"
    parameter_name = "annulation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("demandee", "Demandée")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LotDePrelevements]) -> QuerySet[LotDePrelevements]:
        if self.value() != "demandee":
            return queryset
        return queryset.filter(pk__in=annulations_a_confirmer().values("pk"))


def _retirer(lot: LotDePrelevements, agent: Compte) -> str:
    retirer_demande(lot=lot, par=agent)
    return "La demande d’annulation est retirée : le lot suit son cours."


RETIRER_LA_DEMANDE = ActeDeFiche(
    "garder",
    "Retirer la demande d’annulation",
    "Le lot suit son cours : son fichier peut de nouveau être téléchargé, et le lot dit transmis. À faire aussi quand "
    "la banque répond qu’elle a reçu le fichier.",
    "preparer_prelevements",
    _retirer,
    lambda lot, agent: lot.attend_une_annulation,
)


def annulations_en_attente(request: HttpRequest) -> Carte | None:
    """One query."""
    if not (isinstance(request.user, Compte) and request.user.has_perm("cotisations.view_lotdeprelevements")):
        return None
    attente = annulations_a_confirmer().aggregate(nombre=Count("pk"), depuis=Min("annulation_demandee_le"))
    return Carte(
        titre="Lots à annuler à deux",
        phrase="Leur fichier a été téléchargé : une autre personne vérifie que la banque ne l’a pas reçu.",
        adresse=f"{reverse('admin:cotisations_lotdeprelevements_changelist')}?annulation=demandee",
        ton="attention" if attente["nombre"] else "",
        **attente,
    )
