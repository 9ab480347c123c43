"""The queue of operations: what was proposed is accepted or refused, the rest is given to someone or put aside."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail, adresse_fiche
from accounts.administration.cartes import Attente
from accounts.administration.menu import Rubrique
from accounts.agents.confiance import code_recent, page_du_code
from accounts.agents.refus import ActeImpossible
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.banque import decisions
from cotisations.banque.administration.actes_d_operations import ACTES
from cotisations.banque.etats import A_RAPPROCHER, EtatOperation
from cotisations.banque.lectures import Dite, fiche_operation
from cotisations.models import Operation

_FILE = "file"
_ORDRE = (*A_RAPPROCHER, EtatOperation.ATTENTE, EtatOperation.RAPPROCHEE, EtatOperation.ECARTEE)
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
    list_filter = [FileFilter]
    ordering = ["date_operation", "pk"]
    change_list_template = "admin/operations/liste.html"
    gabarit_fiche = "admin/operations/operation.html"
    actes = ACTES

    def get_queryset(self, request: HttpRequest) -> Any:
        lues = super().get_queryset(request).select_related("releve")
        return lues.prefetch_related("rapprochements__dossier", "rapprochements__par")

    def pages(self) -> list[URLPattern]:
        return [
            path("accepter/", self.page(require_POST(self.accepter)), name="cotisations_operation_accepter_choix"),
            path(
                "<uuid:public_id>/accepter/",
                self.page(require_POST(self.accepter_une)),
                name="cotisations_operation_accepter",
            ),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        code = page_du_code(request.get_full_path()) if self._accepte(request) and not code_recent(request) else ""
        return super().changelist_view(request, {**(extra_context or {}), "code_d_abord": code})

    def _accepte(self, request: HttpRequest) -> bool:
        return self.peut(request, "rapprocher_operation") and request.GET.get(_FILE) == _PROPOSEE

    def gestes(self, request: HttpRequest) -> list[tuple[str, str]]:
        """None before a code: what was ticked would be lost on the way to it."""
        if not (self._accepte(request) and code_recent(request)):
            return []
        return [("Accepter les propositions choisies", reverse("admin:cotisations_operation_accepter_choix"))]

    def fiche(self, objet: Operation) -> list[tuple[str, Lignes]]:
        return fiche_operation(objet)

    def contexte_fiche(self, request: HttpRequest, objet: Operation) -> dict[str, Any]:
        peut = self.peut(request, "rapprocher_operation") and objet.etat == EtatOperation.PROPOSEE
        return {
            "accepter": reverse("admin:cotisations_operation_accepter", args=[objet.public_id]) if peut else "",
            "code_d_abord": "" if code_recent(request) else page_du_code(adresse_fiche(objet)),
            "propose": Dite(objet).dossier,
        }

    # Acts --------------------------------------------------------------------------------------
    def accepter(self, request: HttpRequest) -> HttpResponse:
        """Those that are ticked; each on its own: one that changed meanwhile does not keep the others."""
        agent, ici = self.exiger(request, "rapprocher_operation"), f"{reverse(_LISTE)}?{_FILE}={_PROPOSEE}"
        if not code_recent(request):
            return redirect(page_du_code(ici))
        faites = depassees = 0
        for operation in self.get_queryset(request).filter(public_id__in=self.choisis(request)):
            try:
                decisions.accepter_proposition(operation=operation, par=agent)
                faites += 1
            except ActeImpossible:
                depassees += 1
        messages.success(request, f"Propositions acceptées : {faites}.")
        if depassees:
            messages.warning(request, f"Opérations qui avaient changé entre-temps : {depassees}.")
        return redirect(ici)

    def accepter_une(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        agent, operation = self.exiger(request, "rapprocher_operation"), self.objet(request, public_id)
        if not code_recent(request):
            return redirect(page_du_code(adresse_fiche(operation)))
        try:
            decisions.accepter_proposition(operation=operation, par=agent)
            messages.success(request, "L’opération est portée au compte du dossier.")
        except ActeImpossible as refus:
            messages.error(request, str(refus))
        return HttpResponseRedirect(adresse_fiche(operation))


operations_a_rapprocher = Attente(
    titre="Opérations à rapprocher",
    phrase="Virements et retours que le portail n’a pas reconnus tout seul.",
    liste=Operation,
    filtre=f"?{_FILE}=a-rapprocher",
    lignes=Operation.objects.a_rapprocher,
    depuis="importee_le",
)
