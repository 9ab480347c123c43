"""One page: the session and the user are fetched, nothing else."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from accounts.authentification import NumeroDeDossier
from accounts.models import Compte

_GABARIT = engines["django"].from_string(
    "<!doctype html><html lang=fr><head><meta charset=utf-8><title>Vide</title></head>"
    "<body><h1>Bonjour {{ user.pk }}</h1><p>{{ remplissage }}</p></body></html>"
)


def _compte(self: NumeroDeDossier, user_id: int) -> Compte | None:
    """The portal's own backend brings the dossier along: the floor fetches a user as Django does."""
    return Compte.objects.filter(pk=user_id, is_active=True).first()


NumeroDeDossier.get_user = _compte  # type: ignore[method-assign]


def vide(request: HttpRequest) -> HttpResponse:
    """About 900 bytes for a logged-in user."""
    assert request.user.is_authenticated
    return HttpResponse(_GABARIT.render({"remplissage": "x" * 780}, request))


urlpatterns = [path("", vide)]
