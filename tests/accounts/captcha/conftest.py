from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from accounts.captcha.recaptcha import disjoncteur
from tests.accounts.captcha import essai

_GABARITS: dict[str, Any] = settings.TEMPLATES[0]
TEMPLATES = [
    {
        **_GABARITS,
        "APP_DIRS": False,
        "OPTIONS": {
            **_GABARITS["OPTIONS"],
            "loaders": [
                ("django.template.loaders.locmem.Loader", {"essai.html": essai.GABARIT}),
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
        },
    }
]


@pytest.fixture(autouse=True)
def page_d_essai() -> Iterator[None]:
    """`/essai/`, and challenges that cost nothing."""
    disjoncteur.fermer()
    with override_settings(ROOT_URLCONF=essai.__name__, TEMPLATES=TEMPLATES, CAPTCHA_TRAVAIL=4):
        yield
    disjoncteur.fermer()
