"""What is owed, and what was paid."""

from django.apps import AppConfig


class CotisationsConfig(AppConfig):
    name = "cotisations"
    verbose_name = "Cotisations"

    def ready(self) -> None:
        from cotisations import verification
        from cotisations.appels.courriels import enregistrer_les_avis_des_appels
        from cotisations.banque import checks as checks_de_la_banque  # noqa: F401 - registers the checks
        from cotisations.banque.avis import enregistrer_les_avis as enregistrer_les_avis_de_virement
        from cotisations.banque.preuves import PREUVES as PREUVES_DE_LA_BANQUE
        from cotisations.banque.virements import enregistrer_les_chercheurs
        from cotisations.calendrier.avis import enregistrer_les_avis_du_calendrier
        from cotisations.estimations.courriels import enregistrer_l_accuse
        from cotisations.justificatifs import JUSTIFICATIFS
        from cotisations.justificatifs.recu import RECU_PAIEMENT
        from cotisations.paiements import checks  # noqa: F401 - registers the checks
        from cotisations.paiements.avis import enregistrer_les_avis
        from cotisations.preuves import PREUVES
        from cotisations.rappels.courriel import enregistrer_le_rappel
        from cotisations.retention import enregistrer_les_purges
        from cotisations.virement.document import RIB_ET_REFERENCE
        from documents.registry import enregistrer

        enregistrer_les_avis_des_appels()
        enregistrer_l_accuse()
        enregistrer_les_avis()
        enregistrer_les_avis_du_calendrier()
        enregistrer_le_rappel()
        enregistrer_les_purges()
        enregistrer_les_avis_de_virement()
        enregistrer_les_chercheurs()
        verification.enregistrer(*PREUVES, *PREUVES_DE_LA_BANQUE)
        enregistrer(*JUSTIFICATIFS, RECU_PAIEMENT, RIB_ET_REFERENCE)
