"""What each model of the back office is: a list and a fiche, both read-only."""

import re
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from accounts.administration.actes import ActeDeFiche, ActeOffert, Lignes
from accounts.administration.menu import Rubrique
from accounts.administration.pages_d_actes import page_d_acte
from accounts.administration.renvois import adresse_fiche
from accounts.models import Compte

_CHOIX = "choix-"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REPLI = 9  # choices of a filter, beyond which they are folded
Colonnes = Sequence[tuple[str, Callable[[Any], object]]]


def _filtre(titre: str, choix: list[Any]) -> dict[str, Any]:
    return {"titre": titre, "choix": choix, "long": len(choix) > _REPLI}


class Liste(ChangeList):
    """Leads to fiches by `public_id`: no other identifier leaves the database."""

    def url_for_result(self, result: Model) -> str:
        return adresse_fiche(result)


if TYPE_CHECKING:
    _ModelAdmin = ModelAdmin[Any]  # a subscript that Django itself does not have
else:
    _ModelAdmin = ModelAdmin


class AdminPortail(_ModelAdmin):
    """Nothing is added, changed or deleted: acts are pages of their own, which call services with `par=agent`.

    The list: `titre`, the `rubrique` of the menu it is under, `colonnes`, and Django's `search_fields`, `list_filter`,
    `list_select_related`, `ordering`.
    The fiche: `fiche(objet)`, or a `gabarit_fiche` of one's own with `contexte_fiche`. `actes`: what is done to it.
    More addresses: `pages()` (wrap each view with `self.page`, give `<app>_<model>_<act>` names); `gestes` links
    those that take rows ticked in the list (POST; read them with `choisis`). None of Django's own
    pages of adding, changing, deleting and history exists, so that its LogEntry is never written.
    """

    titre: str
    rubrique: Rubrique
    # What each column is called, and what it says of a row. The first one leads to the fiche.
    colonnes: Colonnes = [("", str)]
    aide_recherche = "Chercher"
    gabarit_fiche = "admin/fiche.html"
    actions = None
    actes: Sequence[ActeDeFiche] = ()
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    show_full_result_count = False

    # Rights ------------------------------------------------------------------------------------
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.peut(request, f"view_{self.opts.model_name}")

    def peut(self, request: HttpRequest, permission: str) -> bool:
        """Whether a role of this agent holds `permission` (without the app's name)."""
        droit: bool = cast("Compte", request.user).has_perm(f"{self.opts.app_label}.{permission}")
        return droit

    def exiger(self, request: HttpRequest, permission: str) -> Compte:
        """The agent, who may do this. Raises `PermissionDenied`."""
        if isinstance(request.user, Compte) and self.peut(request, permission):
            return request.user
        raise PermissionDenied

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The filters of the list and nothing else: an address that filters on a column tells what it holds."""
        permis: set[str] = set()
        for filtre in self.get_list_filter(request):
            if isinstance(filtre, str):
                permis |= {f"{filtre}{suite}" for suite in ("__exact", "__id__exact", "__isnull")}
            else:
                permis.add(getattr(filtre, "parameter_name", ""))
        return lookup in permis

    # Addresses ---------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        nom = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("", self.page(require_safe(self.changelist_view)), name=f"{nom}_changelist"),
            *self.pages(),
            path("<uuid:public_id>/", self.page(require_safe(self.vue_fiche)), name=f"{nom}_change"),
            *(
                path(f"<uuid:public_id>/{acte.code}/", self.page(page_d_acte(self, acte)), name=f"{nom}_{acte.code}")
                for acte in self.actes
            ),
        ]

    def pages(self) -> list[URLPattern]:
        """Other addresses of this model."""
        return []

    def page(self, vue: Any) -> Any:
        """`vue`, for agents who gave a code."""
        return self.admin_site.admin_view(vue)

    # Pages -------------------------------------------------------------------------------------
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Liste

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        reponse = super().changelist_view(request, {**(extra_context or {}), "title": self.titre})
        if isinstance(reponse, TemplateResponse) and reponse.context_data and "cl" in reponse.context_data:
            reponse.context_data |= self._liste(request, reponse.context_data["cl"])
        return reponse

    def _liste(self, request: HttpRequest, cl: ChangeList) -> dict[str, Any]:
        return {
            "titres": [titre for titre, _ in self.colonnes_pour(request)],
            "lignes": [(objet, adresse_fiche(objet), self._cellules(request, objet)) for objet in cl.result_list],
            "filtres": [_filtre(str(f.title).lower(), list(f.choices(cl))) for f in cl.filter_specs],
            "filtres_gardes": [(nom, valeurs[0]) for nom, valeurs in cl.filter_params.items()],
            "gestes": self.gestes(request),
            "precedente": cl.get_query_string({PAGE_VAR: cl.page_num - 1}) if cl.page_num > 1 else "",
            "suivante": cl.get_query_string({PAGE_VAR: cl.page_num + 1}) if self._suite(cl) else "",
        }

    def colonnes_pour(self, request: HttpRequest) -> Colonnes:
        """Those that this agent may read."""
        return self.colonnes

    def _cellules(self, request: HttpRequest, objet: Any) -> list[tuple[str, object]]:
        return [(titre, dire(objet)) for titre, dire in self.colonnes_pour(request)]

    @staticmethod
    def _suite(cl: ChangeList) -> bool:
        return bool(cl.paginator.page(cl.page_num).has_next())

    def gestes(self, request: HttpRequest) -> list[tuple[str, str]]:
        """(title, address) of what may be done with the rows ticked in the list."""
        return []

    def choisis(self, request: HttpRequest) -> list[uuid.UUID]:
        """`public_id`s of the rows ticked in the list: one field each, since no parameter may be repeated."""
        noms = [nom.removeprefix(_CHOIX) for nom in request.POST if nom.startswith(_CHOIX)]
        return [uuid.UUID(nom) for nom in noms if _UUID.fullmatch(nom)]

    def vue_fiche(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        objet = self.objet(request, public_id)
        contexte = {
            **self.contexte(request, title=str(objet)),
            "objet": objet,
            "sections": self.fiche(objet),
            "actes": self._offerts(request, objet),
            **self.contexte_fiche(request, objet),
        }
        return render(request, self.gabarit_fiche, contexte)

    def fiche(self, objet: Any) -> list[tuple[str, Lignes]]:
        """Sections of the fiche: a title, and (label, value) lines."""
        return []

    def _offerts(self, request: HttpRequest, objet: Any) -> list[ActeOffert]:
        """What this agent may do with `objet` now, what is expected next first."""
        agent = cast("Compte", request.user)
        nom = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        offerts = [
            ActeOffert(acte.titre, reverse(f"{nom}_{acte.code}", args=[objet.public_id]), acte.attendu(objet))
            for acte in self.actes
            if self.peut(request, acte.permission) and acte.possible(objet, agent)
        ]
        return sorted(offerts, key=lambda offert: not offert.attendu)

    def contexte_fiche(self, request: HttpRequest, objet: Any) -> dict[str, Any]:
        return {}

    def contexte(self, request: HttpRequest, **autres: Any) -> dict[str, Any]:
        """What every page of the back office needs."""
        liste = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return {**self.admin_site.each_context(request), "opts": self.opts, "liste": (self.titre, liste), **autres}

    def objet(self, request: HttpRequest, public_id: uuid.UUID) -> Any:
        """The row, for whoever may see it. Raises `Http404`, `PermissionDenied`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if objet := self.get_queryset(request).filter(public_id=public_id).first():
            return objet
        raise Http404
