"""What happens around every request of the portal."""

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from carpimko_portal import erreurs
from carpimko_portal.lib import frontiere
from carpimko_portal.lib.journaux import requete_courante
from carpimko_portal.lib.refus import Encombrement, TropDeDemandes

_INDICIBLES = re.compile("[\x00\ud800-\udfff]")  # null bytes, and halves of characters
Reponse = Callable[[HttpRequest], HttpResponseBase]


class IdentifiantDeRequete:
    """Names each request, in the logs and on error pages."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        identifiant = secrets.token_hex(8)
        request.identifiant = identifiant  # type: ignore[attr-defined] # for what is logged after us
        marque = requete_courante.set(identifiant)
        try:
            reponse = self.get_response(request)
            reponse["X-Request-ID"] = identifiant
            return reponse
        finally:
            requete_courante.reset(marque)


class RessourcesReservees:
    """No page of another site may draw what the portal answers: Django has no setting for this header."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reponse = self.get_response(request)
        reponse["Cross-Origin-Resource-Policy"] = "same-origin"
        return reponse


class PagesDeSecours:
    """The maintenance page, and pages for refusals: of a moment, or of a method (Django answers with nothing)."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.MAINTENANCE:
            return erreurs.indisponible(request)
        reponse = self.get_response(request)
        if reponse.status_code == 405 and isinstance(reponse, HttpResponse) and not reponse.content:
            return erreurs.methode_refusee(request, reponse)
        return reponse

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TropDeDemandes):
            return erreurs.trop_de_demandes(request, attente=exception.attente, limite=exception.limite)
        if isinstance(exception, Encombrement):
            return erreurs.encombrement(request, attente=exception.attente)
        return None


class EntreesStrictes:
    """Refuses what no page of the portal ever sends: what `wsgi` marked, null bytes, the same parameter twice.

    A view that takes several values of a name lists it in its attribute `champs_multiples`; one that takes a file
    says so with `accepte_un_fichier`.
    """

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refus = request.META.get(frontiere.REFUS)
        if refus == frontiere.TROP_GRAND and (maximum := settings.CORPS_MAX_PAR_CHEMIN.get(request.path_info)):
            return erreurs.trop_lourd(request, maximum=maximum)  # someone chose a file, and hears why
        if refus:
            raise BadRequest(refus)
        if any(_INDICIBLES.search(temoin) for temoin in request.COOKIES.values()):
            raise BadRequest("cookie illisible")  # quoted cookies carry escaped null bytes
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, vue: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        multiples: frozenset[str] = getattr(vue, "champs_multiples", frozenset())
        for parametres in (request.GET, request.POST):
            _verifier(parametres, multiples)
        if request.FILES and not getattr(vue, "accepte_un_fichier", False):
            raise BadRequest("fichier inattendu")
        return None


def _verifier(parametres: QueryDict, multiples: frozenset[str]) -> None:
    for nom, valeurs in parametres.lists():
        if len(valeurs) > 1 and nom not in multiples:
            raise BadRequest("paramètre répété")
        if any(_INDICIBLES.search(texte) for texte in (nom, *valeurs)):
            raise BadRequest("caractère qu’aucun clavier n’envoie")


class PagesPrivees:
    """Nothing that belongs to a person is kept by a browser or by anything on the way."""

    def __init__(self, get_response: Reponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reponse = self.get_response(request)
        # The user as already known: asking now could fail as the page itself did.
        connu = getattr(request, "_cached_user", None)
        if getattr(request, "est_privee", False) or (connu and connu.is_authenticated):
            reponse["Cache-Control"] = "private, no-store"
        return reponse

    def process_view(
        self, request: HttpRequest, vue: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        request.est_privee = getattr(vue, "login_required", True)  # type: ignore[attr-defined]
        return None
