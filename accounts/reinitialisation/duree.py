"""Answers that take as long, whatever they had to look at."""

import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Vue = Callable[..., HttpResponseBase]
_ALEA_US = 10_000


def duree_egale(*methodes: str) -> Callable[[Vue], Vue]:
    """A view that never answers these methods sooner than `PLANCHER_REPONSE` plus up to 10 ms, refusals included."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def enveloppe(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            fin = _fin() if request.method in methodes else 0.0
            try:
                return vue(request, *args, **kwargs)
            finally:
                if (reste := fin - time.perf_counter()) > 0:
                    time.sleep(reste)

        return enveloppe

    return decorer


def _fin() -> float:
    plancher: float = settings.PLANCHER_REPONSE.total_seconds()
    return time.perf_counter() + plancher + secrets.randbelow(_ALEA_US) / 1e6 if plancher else 0.0
