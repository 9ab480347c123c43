"""Returns of direct debits that wait for an agent."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.administration.base import Lignes
from accounts.administration.cartes import Carte
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_moment
from cotisations.models import RetourDePrelevement


class AExaminer(SimpleListFilter):
    """Returns that no decision has ended."""

    title = "à examiner"
    parameter_name = "file"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("a-examiner", "À examiner")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RetourDePrelevement]) -> QuerySet[RetourDePrelevement]:
        if self.value() != "a-examiner":
            return queryset
        return queryset.filter(pk__in=RetourDePrelevement.objects.a_examiner().values("pk"))


def attend(retour: RetourDePrelevement) -> bool:
    """Whether it waits still. No query when `decisions` are prefetched."""
    return bool(retour.anomalie) and not any(une.est_finale for une in retour.decisions.all())


def dire_attente(retour: RetourDePrelevement) -> str:
    if not retour.anomalie:
        return "Non"
    faites = [une.get_decision_display().lower() for une in retour.decisions.all()]
    fait = f" ({', '.join(faites)})" if faites else ""
    anomalie = f"{retour.anomalie[:1].upper()}{retour.anomalie[1:]}".replace(" : ", "\u00a0: ")
    return f"{anomalie}{fait}" if attend(retour) else f"Non{fait}"


def decisions_prises(retour: RetourDePrelevement) -> Lignes:
    return [
        (
            f"{une.get_decision_display()} le {ecrire_moment(une.le)}",
            f"Par {une.par.identifiant}. {une.motif}".strip(),
        )
        for une in sorted(retour.decisions.all(), key=lambda une: une.rang)
    ]


def retours_a_examiner(request: HttpRequest) -> Carte | None:
    """What the bank sent back and that nothing could settle, the oldest first."""
    if not (isinstance(request.user, Compte) and request.user.has_perm("cotisations.view_retourdeprelevement")):
        return None
    attente = RetourDePrelevement.objects.a_examiner().aggregate(nombre=Count("pk"), depuis=Min("recu_le"))
    return Carte(
        titre="Retours de prélèvements à examiner",
        phrase="Ce que la banque a renvoyé, et que le portail n’a pas pu régler tout seul.",
        adresse=f"{reverse('admin:cotisations_retourdeprelevement_changelist')}?file=a-examiner",
        ton="danger" if attente["nombre"] else "",
        **attente,
    )
