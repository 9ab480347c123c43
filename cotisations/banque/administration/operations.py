"""The queue of operations: what was proposed is accepted or refused, the rest is given to someone or put aside."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.administration.base import AdminPortail, Lignes, adresse_fiche
from accounts.administration.cartes import Attente
from accounts.administration.menu import Rubrique
from accounts.agents.confiance import code_recent, exiger_totp_recent, page_du_code
from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.banque import decisions
from cotisations.banque.etats import A_RAPPROCHER, EtatOperation
from cotisations.banque.forms import AttributionForm, MotifForm
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


_Agir = Callable[[Operation, Compte, dict[str, Any]], object]


@dataclass(frozen=True)
class _Page:
    """A decision that asks why: from which states, and what it says before and after."""

    code: str
    titre: str
    phrase: str
    formulaire: type[forms.Form]
    depuis: tuple[EtatOperation, ...]
    agir: _Agir
    dit: str
    ton: str = ""


def _attribuer(operation: Operation, par: Compte, saisie: dict[str, Any]) -> object:
    return decisions.attribuer(operation=operation, dossier=saisie["dossier"], motif=saisie["motif"], par=par)


_PAGES = (
    _Page(
        "attribuer",
        "Attribuer à un dossier",
        "Le montant sera porté au compte de cotisations de ce dossier, et la personne en sera avertie par e-mail.",
        AttributionForm,
        decisions.OUVERTES,
        _attribuer,
        "L’opération est portée au compte du dossier.",
    ),
    _Page(
        "refuser",
        "Refuser la proposition",
        "Ce n’est pas le bon dossier : l’opération restera à identifier.",
        MotifForm,
        (EtatOperation.PROPOSEE,),
        lambda operation, par, saisie: decisions.refuser_proposition(operation=operation, par=par, **saisie),
        "Proposition refusée.",
    ),
    _Page(
        "attendre",
        "Mettre en compte d’attente",
        "L’argent reste à la caisse sans être à personne, jusqu’à ce que l’on sache à qui il est.",
        MotifForm,
        A_RAPPROCHER,
        lambda operation, par, saisie: decisions.mettre_en_attente(operation=operation, par=par, **saisie),
        "L’opération est en compte d’attente.",
    ),
    _Page(
        "ecarter",
        "Dire hors cotisations",
        "Cette opération ne concerne aucun dossier : loyer, salaires, versement d’un prestataire…",
        MotifForm,
        decisions.OUVERTES,
        lambda operation, par, saisie: decisions.ecarter(operation=operation, par=par, **saisie),
        "L’opération est hors cotisations.",
    ),
    _Page(
        "annuler",
        "Annuler la décision",
        "L’opération redevient à identifier. Si un dossier avait été crédité, une écriture contraire l’annule, "
        "ce qu’elle avait payé redevient dû, et la personne en est avertie par e-mail.",
        MotifForm,
        decisions.DEFAITES,
        lambda operation, par, saisie: decisions.annuler_decision(operation=operation, par=par, **saisie),
        "La décision est annulée.",
        ton="danger",
    ),
)


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

    def get_queryset(self, request: HttpRequest) -> Any:
        lues = super().get_queryset(request).select_related("releve")
        return lues.prefetch_related("rapprochements__dossier", "rapprochements__par")

    def pages(self) -> list[URLPattern]:
        pages = [
            path(
                f"<uuid:public_id>/{page.code}/",
                self.page(require_http_methods(["GET", "HEAD", "POST"])(self._vue(page))),
                name=f"cotisations_operation_{page.code}",
            )
            for page in _PAGES
        ]
        return [
            path("accepter/", self.page(require_POST(self.accepter)), name="cotisations_operation_accepter_choix"),
            path(
                "<uuid:public_id>/accepter/",
                self.page(require_POST(self.accepter_une)),
                name="cotisations_operation_accepter",
            ),
            *pages,
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
        peut, etat = self.peut(request, "rapprocher_operation"), objet.etat
        pages = [(page, self._adresse(page.code, objet)) for page in _PAGES if peut and etat in page.depuis]
        if objet.montant_centimes <= 0:
            pages = [une for une in pages if une[0].code != "attribuer"]
        accepter = self._adresse("accepter", objet) if peut and etat == EtatOperation.PROPOSEE else ""
        code = "" if code_recent(request) else page_du_code(adresse_fiche(objet))
        return {"pages": pages, "accepter": accepter, "code_d_abord": code, "propose": Dite(objet).dossier}

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

    def _vue(self, page: _Page) -> Callable[..., HttpResponseBase]:
        @exiger_totp_recent
        def vue(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
            agent, operation = self.exiger(request, "rapprocher_operation"), self.objet(request, public_id)
            form = page.formulaire(request.POST if request.method == "POST" else None)
            if request.method == "POST" and form.is_valid():
                try:
                    page.agir(operation, agent, form.cleaned_data)
                    messages.success(request, page.dit)
                    return HttpResponseRedirect(adresse_fiche(operation))
                except ActeImpossible as refus:
                    form.add_error(None, str(refus))
            contexte = self.contexte(request, title=page.titre, page=page, operation=operation, form=form)
            return render(
                request, "admin/operations/decider.html", {**contexte, "fiche_operation": adresse_fiche(operation)}
            )

        return vue

    def _adresse(self, code: str, operation: Operation) -> str:
        return reverse(f"admin:cotisations_operation_{code}", args=[operation.public_id])


operations_a_rapprocher = Attente(
    titre="Opérations à rapprocher",
    phrase="Virements et retours que le portail n’a pas reconnus tout seul.",
    liste=Operation,
    filtre=f"?{_FILE}=a-rapprocher",
    lignes=Operation.objects.a_rapprocher,
    depuis="importee_le",
)
