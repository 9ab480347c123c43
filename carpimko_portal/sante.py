"""Health: is the process alive, and can it serve?"""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def vivant(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else: a slow database must not restart the portal."""
    return HttpResponse("vivant\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def pret(request: HttpRequest) -> HttpResponse:
    """The database answers and its migrations are applied: 200, else 503 and which one failed."""
    controles = _controles()
    return JsonResponse(controles, status=200 if all(controles.values()) else 503)


def _controles() -> dict[str, bool]:
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1")
        return {"base": True, "migrations": _migrations.a_jour()}
    except DatabaseError:
        return {"base": False, "migrations": False}


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
