"""What is owed, and what was paid."""

from django.apps import AppConfig


class CotisationsConfig(AppConfig):
    name = "cotisations"
    verbose_name = "Cotisations"

    def ready(self) -> None:
        from cotisations.justificatifs import JUSTIFICATIFS
        from cotisations.paiements.avis import enregistrer_les_avis
        from documents.registry import enregistrer

        enregistrer_les_avis()
        enregistrer(*JUSTIFICATIFS)
