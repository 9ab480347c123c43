"""What is owed, and what was paid."""

from django.apps import AppConfig


class CotisationsConfig(AppConfig):
    name = "cotisations"
    verbose_name = "Cotisations"

    def ready(self) -> None:
        from cotisations import verification
        from cotisations.banque import checks as checks_de_la_banque  # noqa: F401 - registers the checks
        from cotisations.banque.avis import enregistrer_les_avis as enregistrer_les_avis_de_virement
        from cotisations.banque.preuves import PREUVES as PREUVES_DE_LA_BANQUE
        from cotisations.banque.virements import enregistrer_les_chercheurs
        from cotisations.justificatifs import JUSTIFICATIFS
        from cotisations.justificatifs.recu import RECU_PAIEMENT
        from cotisations.paiements import checks  # noqa: F401 - registers the checks
        from cotisations.paiements.avis import enregistrer_les_avis
        from cotisations.preuves import PREUVES
        from cotisations.virement.document import RIB_ET_REFERENCE
        from documents.registry import enregistrer

        enregistrer_les_avis()
        enregistrer_les_avis_de_virement()
        enregistrer_les_chercheurs()
        verification.enregistrer(*PREUVES, *PREUVES_DE_LA_BANQUE)
        enregistrer(*JUSTIFICATIFS, RECU_PAIEMENT, RIB_ET_REFERENCE)
