"""What belongs to no app: the frame, the pages, the checks."""

from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "carpimko_portal"
    verbose_name = "Portail"

    def ready(self) -> None:
        # Importing registers the checks, and makes ours the Celery application that tasks are sent through.
        from carpimko_portal import celery, checks  # noqa: F401 - see above
