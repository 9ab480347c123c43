"""Sessions that end, and the dossier each request works on."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.franceconnect.attente import remettre_sortie, sortie_scellee
from accounts.models import Acces, Compte
from accounts.sessions import FinDeSession, acces_courant, fin_de_session, noter_visite

Reponse = Callable[[HttpRequest], HttpResponseBase]


class LimitesDeSession:
    """Ends sessions left idle or open too long; a private page then leads to the connexion, which says why."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            maintenant = timezone.now()
            if fin := fin_de_session(request.session, maintenant=maintenant):
                sortie = sortie_scellee(request.session)
                logout(request)
                remettre_sortie(request.session, sortie)  # FranceConnect's own session may still be open
                request.fin_de_session = fin  # type: ignore[attr-defined] # for process_view
            else:
                noter_visite(request.session, maintenant=maintenant)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, vue: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        fin: FinDeSession | None = getattr(request, "fin_de_session", None)
        if fin is None or not getattr(vue, "login_required", True):
            return None
        return vers_la_connexion(request, fin=fin.value)


class ConnexionExigee(LoginRequiredMiddleware):
    """Pages are private unless a view says otherwise."""

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponseRedirect:
        return vers_la_connexion(request)


def vers_la_connexion(request: HttpRequest, **parametres: str) -> HttpResponseRedirect:
    """To the connexion, then back to the page asked for; an act (POST) has to be asked for again.

    An agent's is in the back office: nothing there is reached from the members' connexion.
    """
    if request.method in {"GET", "HEAD"}:
        parametres["next"] = request.get_full_path()
    suite = f"?{urlencode(parametres, safe='/')}" if parametres else ""
    porte = "admin:login" if request.path.startswith(reverse("admin:index")) else "accounts:connexion"
    return HttpResponseRedirect(reverse(porte) + suite)


class AccesCourant:
    """Gives each request its `acces` (falsy when there is none), fetched when first looked at."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.acces = SimpleLazyObject(lambda: _chercher(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _chercher(request: HttpRequest) -> Acces | None:
    return acces_courant(request.session, request.user) if isinstance(request.user, Compte) else None
