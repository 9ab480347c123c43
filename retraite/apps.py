"""What is paid to those who have retired, and to those they left."""

from django.apps import AppConfig


class RetraiteConfig(AppConfig):
    name = "retraite"
    verbose_name = "Retraite"

    def ready(self) -> None:
        from documents.registry import enregistrer
        from retraite.attestations import ATTESTATIONS

        enregistrer(*ATTESTATIONS)
