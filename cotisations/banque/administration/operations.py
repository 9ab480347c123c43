"""The queue of operations: what was proposed is accepted or refused, the rest is given to someone or put aside."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.cartes import Attente
from accounts.administration.code_frais import exiger_totp_recent
from accounts.administration.menu import Rubrique
from accounts.agents.refus import ActeImpossible
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.banque import decisions
from cotisations.banque.administration.actes_d_operations import ACTES, propose
from cotisations.banque.administration.lectures import Dite, fiche_operation
from cotisations.banque.etats import A_RAPPROCHER, EtatOperation
from cotisations.models import Operation, Releve

_FILE = "file"
_ORDRE = (*A_RAPPROCHER, EtatOperation.ATTENTE, EtatOperation.RAPPROCHEE, EtatOperation.ECARTEE, EtatOperation.RECUE)
_LISTE = "admin:cotisations_operation_changelist"
_PROPOSEE = "proposee"


class FileFilter(SimpleListFilter):
    """What waits, and where the others are."""

    title = "file"
    parameter_name = _FILE
    _FILES = {
        "a-rapprocher": ("À rapprocher", Q(etat__in=A_RAPPROCHER)),
        **{etat.value.replace("_", "-"): (etat.label, Q(etat=etat)) for etat in _ORDRE},
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code, titre) for code, (titre, _) in self._FILES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Operation]) -> QuerySet[Operation]:
        file = self._FILES.get(self.value() or "")
        return queryset.filter(file[1]) if file else queryset


class ReleveFilter(SimpleListFilter):
    """Those that one statement told first. Offered to whoever comes from it."""

    title = "relevé"
    parameter_name = "releve"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        releve = _releve(request.GET.get(self.parameter_name, ""))
        return [(str(releve.public_id), str(releve))] if releve else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Operation]) -> QuerySet[Operation]:
        choisi = self.value()
        return queryset.filter(releve__public_id=choisi) if choisi else queryset


def _releve(public_id: str) -> Releve | None:
    try:
        return Releve.objects.filter(public_id=uuid.UUID(public_id)).first()
    except ValueError:
        return None


class OperationAdmin(AdminPortail):
    """Operations of the bank. What a payer wrote is opened for whoever matches, and nobody else."""

    titre = "Opérations à rapprocher"
    rubrique = Rubrique.BANQUE
    colonnes = [
        ("Date", lambda operation: ecrire_date(operation.date_operation)),
        ("Montant", lambda operation: ecrire_montant(operation.montant_centimes)),
        ("Payeur", lambda operation: Dite(operation).payeur),
        ("Libellé", lambda operation: Dite(operation).libelle),
        ("État", lambda operation: operation.get_etat_display()),
        ("Dossier", lambda operation: Dite(operation).dossier),
    ]
    aide_recherche = "Numéro de dossier ou référence de la banque"
    search_fields = ["=rapprochements__dossier__numero", "=reference_banque"]
    list_filter = [FileFilter, ReleveFilter]
    ordering = ["date_operation", "pk"]
    actes = ACTES

    def get_queryset(self, request: HttpRequest) -> Any:
        lues = super().get_queryset(request).select_related("releve")
        return lues.prefetch_related("rapprochements__dossier", "rapprochements__par")

    def pages(self) -> list[URLPattern]:
        accepter = require_http_methods(["GET", "HEAD", "POST"])(self.accepter)
        return [path("accepter/", self.page(accepter), name="cotisations_operation_accepter_choix")]

    def gestes(self, request: HttpRequest) -> list[tuple[str, str]]:
        if not (self.peut(request, "rapprocher_operation") and request.GET.get(_FILE) == _PROPOSEE):
            return []
        return [("Accepter les propositions choisies", reverse("admin:cotisations_operation_accepter_choix"))]

    def fiche(self, objet: Operation) -> list[tuple[str, Lignes]]:
        return fiche_operation(objet)

    # Acts --------------------------------------------------------------------------------------
    @method_decorator(exiger_totp_recent)
    def accepter(self, request: HttpRequest) -> HttpResponse:
        """Those that are ticked; each on its own: one that changed meanwhile does not keep the others.

        Without any, the page of the code leads here, and back to the list.
        """
        agent, ici = self.exiger(request, "rapprocher_operation"), f"{reverse(_LISTE)}?{_FILE}={_PROPOSEE}"
        if request.method != "POST":
            return redirect(ici)
        faites = depassees = 0
        for operation in self.get_queryset(request).filter(public_id__in=self.choisis(request)):
            try:
                decisions.accepter_proposition(operation=operation, attendu=propose(operation), par=agent)
                faites += 1
            except ActeImpossible:
                depassees += 1
        messages.success(request, f"Propositions acceptées : {faites}.")
        if depassees:
            messages.warning(request, f"Opérations qui avaient changé entre-temps : {depassees}.")
        return redirect(ici)


operations_a_rapprocher = Attente(
    titre="Opérations à rapprocher",
    phrase="Virements et retours que le portail n’a pas reconnus tout seul.",
    liste=Operation,
    filtre=f"?{_FILE}=a-rapprocher",
    lignes=Operation.objects.a_rapprocher,
    depuis="importee_le",
)
