"""The first line of each private view: which dossier, and may this person do that?"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Acces, Compte, Dossier

P = ParamSpec("P")


class RequeteMembre(HttpRequest):
    """A request whose dossier is known."""

    user: Compte
    acces: Acces
    dossier: Dossier


VueMembre = Callable[Concatenate[RequeteMembre, P], HttpResponseBase]
Vue = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def lecture(vue: VueMembre[P]) -> Vue[P]:
    """A page that reads `request.dossier` and writes nothing."""
    return require_safe(_avec_dossier(vue))


def formulaire(vue: VueMembre[P]) -> Vue[P]:
    """A form about `request.dossier`: shown by GET, sent by POST to the same address."""
    return require_http_methods(["GET", "HEAD", "POST"])(_avec_dossier(vue))


def ecriture(vue: VueMembre[P]) -> Vue[P]:
    """An act on `request.dossier`, by POST only."""
    return require_POST(_avec_dossier(vue))


def _avec_dossier(vue: VueMembre[P]) -> Vue[P]:
    @wraps(vue)
    def avec_dossier(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        membre = cast("RequeteMembre", request)
        if not membre.acces:
            return sans_dossier(request)
        membre.dossier = membre.acces.dossier
        return vue(membre, *args, **kwargs)

    return cast("Vue[P]", avec_dossier)


def sans_dossier(request: HttpRequest) -> HttpResponse:
    """The page of someone who is known but has no dossier to look at."""
    return render(request, "accounts/sans_dossier.html", status=403)
