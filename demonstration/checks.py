"""What must never start."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def jamais_en_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Demonstration logins are public: an installation that serves real people refuses to start with them."""
    if not settings.PRODUCTION:
        return []
    return [
        Error(
            "L’application « demonstration » est installée en production.",
            hint="Retirez-la de INSTALLED_APPS.",
            id="demonstration.E001",
        )
    ]
