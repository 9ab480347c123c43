"""What production never has: fictitious people and peers."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "demonstration"
    verbose_name = "Démonstration"

    def ready(self) -> None:
        from demonstration import checks  # noqa: F401 - registers the check
