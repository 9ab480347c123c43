"""What is owed, and what was paid."""

from django.apps import AppConfig


class CotisationsConfig(AppConfig):
    name = "cotisations"
    verbose_name = "Cotisations"

    def ready(self) -> None:
        from cotisations.calendrier.avis import enregistrer_les_avis_du_calendrier
        from cotisations.justificatifs import JUSTIFICATIFS
        from cotisations.rappels.courriel import enregistrer_le_rappel
        from cotisations.retention import enregistrer_les_purges
        from documents.registry import enregistrer

        enregistrer(*JUSTIFICATIFS)
        enregistrer_les_avis_du_calendrier()
        enregistrer_le_rappel()
        enregistrer_les_purges()
