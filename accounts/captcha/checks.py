"""System checks of the captcha's settings."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django_recaptcha.constants import TEST_PRIVATE_KEY, TEST_PUBLIC_KEY


@checks.register
def cles_recaptcha(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """reCAPTCHA needs its keys; Google's test keys let everyone pass."""
    if settings.CAPTCHA != "recaptcha":
        return []
    cles = {settings.RECAPTCHA_PUBLIC_KEY, settings.RECAPTCHA_PRIVATE_KEY}
    if "" in cles:
        return [
            checks.Error(
                "CAPTCHA=recaptcha without its keys: nobody could pass.",
                hint="Give RECAPTCHA_PUBLIC_KEY and RECAPTCHA_PRIVATE_KEY, or set CAPTCHA=preuve_de_travail.",
                id="captcha.E001",
            )
        ]
    if settings.PRODUCTION and cles & {TEST_PUBLIC_KEY, TEST_PRIVATE_KEY}:
        return [
            checks.Error(
                "The keys of reCAPTCHA are Google's test keys: every robot would pass.",
                hint="Give the keys of the fund, or none: the proof of work then takes over.",
                id="captcha.E002",
            )
        ]
    return []
