"""Health: is the process alive, and can it serve?"""

import os
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Envoi

_RETARD = timedelta(minutes=5)
_LIBRES_MIN = 100 * 1024**2  # bytes
_PRIVES = ("documents", "pieces", "cles", "verrous")


@never_cache
@require_safe
def vivant(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else: a slow database must not restart the portal."""
    return HttpResponse("vivant\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def pret(request: HttpRequest) -> HttpResponse:
    """200 when this process can serve, else 503, and in both cases what is wrong. Nothing here is remembered but
    that migrations were applied.

    Late mails are said (`envois`), and leave the status alone: taking every server away would send none of them.
    """
    controles = {**_controles_de_la_base(), "donnees": _donnees_ouvertes()}
    sert = all(bon for nom, bon in controles.items() if nom != "envois")
    return JsonResponse(controles, status=200 if sert else 503)


def _controles_de_la_base() -> dict[str, bool]:
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1")
        migrations = _migrations.a_jour()
        return {"base": True, "migrations": migrations, "envois": migrations and _envois_a_l_heure()}
    except DatabaseError:
        return {"base": False, "migrations": False, "envois": False}


def _envois_a_l_heure() -> bool:
    """No mail has been due for long: someone takes them, and their server answers. One query, by its own index."""
    return not Envoi.objects.dus(timezone.now() - _RETARD).exists()


def _donnees_ouvertes() -> bool:
    """The private directories can be written to, and their disk has room for more."""
    donnees = settings.REPERTOIRE_DONNEES
    presents = [donnees, *(donnees / nom for nom in _PRIVES if (donnees / nom).exists())]
    try:
        disque = os.statvfs(donnees)
    except OSError:
        return False
    libres = disque.f_bavail * disque.f_frsize
    return libres >= _LIBRES_MIN and all(os.access(chemin, os.R_OK | os.W_OK | os.X_OK) for chemin in presents)


class _Migrations:
    """Reading every migration costs more than the rest of the check; once applied, they stay so."""

    def __init__(self) -> None:
        self._a_jour = False

    def a_jour(self) -> bool:
        if not self._a_jour:
            executeur = MigrationExecutor(connection)
            self._a_jour = not executeur.migration_plan(executeur.loader.graph.leaf_nodes())
        return self._a_jour


_migrations = _Migrations()
_PAGES = {"/sante/vivant": vivant, "/sante/pret": pret}


class Sante:
    """Answers before sessions, hosts and maintenance have a say: a probe has neither cookie nor name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _PAGES.get(request.path_info, self.get_response)(request)
