"""Closed unless the portal is being developed: looked at again for each request, whatever the addresses are."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

P = ParamSpec("P")


def en_developpement(
    vue: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """404 without `DEBUG`, which production refuses to start with, and outside the demonstration."""

    @wraps(vue)
    def gardee(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not (settings.DEBUG and settings.DEMONSTRATION):
            raise Http404
        return vue(request, *args, **kwargs)

    return cast(
        "Callable[Concatenate[HttpRequest, P], HttpResponse]", login_not_required(never_cache(require_safe(gardee)))
    )
