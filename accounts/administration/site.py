"""The site of the agents: nothing is reached without the code of an authentificateur."""

from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from accounts.administration import connexion
from accounts.administration.cartes import Carte
from accounts.administration.menu import Entree, Section, sections
from accounts.agents.confiance import est_un_agent, est_verifie
from accounts.models import Compte

if TYPE_CHECKING:
    from accounts.administration.base import AdminPortail

Fabrique = Callable[[HttpRequest], Carte | None]


class SitePortail(AdminSite):
    """django-otp enforced; the pages that are registered, and none of those Django adds by itself.

    A model gets a list and a fiche (`AdminPortail`). `ajouter_carte` puts what waits on the first page.
    """

    final_catch_all_view = False
    site_title = site_header = "Espace des agents"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._cartes: list[Fabrique] = []

    def has_permission(self, request: HttpRequest) -> bool:
        return est_verifie(request)

    def ajouter_carte(self, fabrique: Fabrique) -> Fabrique:
        """A function that says what waits for this agent, or `None`. Usable as a decorator."""
        self._cartes.append(fabrique)
        return fabrique

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """A member meets what an unknown address says; an agent without a code goes and sets up their telephone."""

        def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.has_permission(request):
                return cast("HttpResponseBase", view(request, *args, **kwargs))
            if est_un_agent(request):
                return HttpResponseRedirect(reverse("admin:installation"))
            raise Http404

        return update_wrapper(never_cache(csrf_protect(gardee)), view)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        modeles = [
            path(f"{modele._meta.app_label}/{modele._meta.model_name}/", include(admin.urls))
            for modele, admin in self._registry.items()
        ]
        return [
            path("", self.admin_view(self.index), name="index"),
            path("login/", connexion.connexion, name="login"),
            path("logout/", connexion.deconnexion, name="logout"),
            path("installation/", connexion.installation, name="installation"),
            path("code/", self.admin_view(connexion.code), name="code"),
            *modeles,
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"title": self.site_title, "menu": self.menu(request), "agent": request.user}

    def menu(self, request: HttpRequest) -> list[Section]:
        """The lists this agent may see."""
        registre = cast("dict[type[Model], AdminPortail]", self._registry)
        return sections(
            Entree(admin.rubrique, admin.titre, adresse, request.path.startswith(adresse))
            for modele, admin in registre.items()
            if admin.has_view_permission(request)
            and (adresse := reverse(f"admin:{modele._meta.app_label}_{modele._meta.model_name}_changelist"))
        )

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override] # no TemplateResponse
        """What presses, then what waits, then what nothing waits for."""
        assert isinstance(request.user, Compte)
        cartes = sorted((carte for un in self._cartes if (carte := un(request))), key=_presse)
        contexte = {**self.each_context(request), "title": "Ce qui vous attend", "cartes": cartes}
        return render(request, "admin/index.html", contexte)


def _presse(carte: Carte) -> tuple[bool, bool]:
    """What presses, then what waits, then the rest."""
    return carte.ton != "danger", carte.est_calme


site = SitePortail(name="admin")
