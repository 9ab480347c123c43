"""What is owed, and what was paid."""

from django.apps import AppConfig


class CotisationsConfig(AppConfig):
    name = "cotisations"
    verbose_name = "Cotisations"

    def ready(self) -> None:
        from cotisations.justificatifs import JUSTIFICATIFS
        from cotisations.paiements.avis import enregistrer_les_avis
        from cotisations.prelevements import checks  # noqa: F401 - importing registers them
        from cotisations.prelevements.avis import enregistrer_les_avis as enregistrer_les_avis_de_prelevement
        from cotisations.prelevements.document import MANDAT_DE_PRELEVEMENT
        from documents.registry import enregistrer

        enregistrer_les_avis()
        enregistrer_les_avis_de_prelevement()
        enregistrer(*JUSTIFICATIFS, MANDAT_DE_PRELEVEMENT)
