"""What belongs to no app: the frame, the pages, the checks."""

from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "carpimko_portal"
    verbose_name = "Portail"

    def ready(self) -> None:
        from carpimko_portal import checks  # noqa: F401 - importing registers them
