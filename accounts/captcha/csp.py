"""What reCAPTCHA needs of the Content-Security-Policy, on the pages that show it and nowhere else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Vue = Callable[..., HttpResponseBase]

# Google's script passes our nonce on to those it adds, but writes its own HTML and styles itself.
_AJOUTS = {
    "script-src": [NONCE],
    "frame-src": ["https://www.google.com/recaptcha/", "https://recaptcha.google.com/recaptcha/"],
    "connect-src": ["https://www.google.com/recaptcha/"],
}
_LEVEES = {"require-trusted-types-for": None}


def csp_du_captcha(vue: Vue) -> Vue:
    """For each view whose page shows the field. The proof of work needs nothing more than the portal's policy."""
    relachee: Vue = csp_update(_AJOUTS)(csp_replace(_LEVEES)(vue))

    @wraps(vue)
    def enveloppe(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (relachee if settings.CAPTCHA == "recaptcha" else vue)(request, *args, **kwargs)

    return enveloppe
