"""Sessions that end, and the dossier each request works on."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from accounts.models import Acces, Compte
from accounts.sessions import acces_courant, fin_de_session, noter_visite

Reponse = Callable[[HttpRequest], HttpResponse]


class LimitesDeSession:
    """Ends sessions left idle or open too long, and says which on the connexion page."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        if fin := fin_de_session(request.session, maintenant=timezone.now()):
            logout(request)
            parametres = {"fin": fin.value}
            if request.method == "GET":
                parametres["next"] = request.get_full_path()
            return HttpResponseRedirect(f"{reverse('accounts:connexion')}?{urlencode(parametres)}")
        noter_visite(request.session, maintenant=timezone.now())
        return self.get_response(request)


class AccesCourant:
    """Gives each request its `acces` (falsy when there is none), fetched when first looked at."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acces = SimpleLazyObject(lambda: _chercher(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _chercher(request: HttpRequest) -> Acces | None:
    return acces_courant(request.session, request.user) if isinstance(request.user, Compte) else None
