"""Closed in production: looked at again for each request, whatever the addresses are."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

Vue = Callable[..., HttpResponse]


def demonstration_seulement(vue: Vue) -> Vue:
    """Answers nothing in production, even if its address were reachable there."""

    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.PRODUCTION:
            raise Http404
        return vue(request, *args, **kwargs)

    return login_not_required(never_cache(gardee))
