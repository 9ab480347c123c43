"""What is owed, and what was paid."""

from django.apps import AppConfig


class CotisationsConfig(AppConfig):
    name = "cotisations"
    verbose_name = "Cotisations"

    def ready(self) -> None:
        from cotisations import verification
        from cotisations.appels.courriels import enregistrer_les_avis_des_appels
        from cotisations.estimations.courriels import enregistrer_l_accuse
        from cotisations.justificatifs import JUSTIFICATIFS
        from cotisations.justificatifs.recu import RECU_PAIEMENT
        from cotisations.paiements import checks  # noqa: F401 - registers the checks
        from cotisations.paiements.avis import enregistrer_les_avis
        from cotisations.preuves import PREUVES
        from documents.registry import enregistrer

        enregistrer(*JUSTIFICATIFS, RECU_PAIEMENT)
        enregistrer_les_avis_des_appels()
        enregistrer_l_accuse()
        enregistrer_les_avis()
        verification.enregistrer(*PREUVES)
