"""Health: is the process alive, and can it serve?"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@never_cache
@require_safe
def vivant(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else: a slow database must not restart the portal."""
    return HttpResponse("vivant\n", content_type="text/plain; charset=utf-8")


@login_not_required
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
        executeur = MigrationExecutor(connection)
        a_jour = not executeur.migration_plan(executeur.loader.graph.leaf_nodes())
    except DatabaseError:
        return {"base": False, "migrations": False}
    return {"base": True, "migrations": a_jour}
