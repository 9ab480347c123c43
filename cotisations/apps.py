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
        from cotisations.paiements import (
            checks,  # noqa: F401 - registers the checks
            verrous,
        )
        from cotisations.paiements.avis import enregistrer_les_avis
        from cotisations.prelevements import checks as checks_de_prelevement  # noqa: F401 - same cause
        from cotisations.prelevements.avis import enregistrer_les_avis as enregistrer_les_avis_de_prelevement
        from cotisations.prelevements.document import MANDAT_DE_PRELEVEMENT
        from cotisations.prelevements.en_route import verrous_des_prelevements
        from cotisations.prelevements.preuves import PREUVES as PREUVES_DES_PRELEVEMENTS
        from cotisations.prelevements.rapprochement import (
            enregistrer_les_chercheurs as enregistrer_ceux_des_prelevements,
        )
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
        enregistrer_les_avis_de_prelevement()
        enregistrer_les_chercheurs()
        enregistrer_ceux_des_prelevements()
        verrous.enregistrer(verrous_des_prelevements)
        verification.enregistrer(*PREUVES, *PREUVES_DE_LA_BANQUE, *PREUVES_DES_PRELEVEMENTS)
        enregistrer(*JUSTIFICATIFS, RECU_PAIEMENT, RIB_ET_REFERENCE, MANDAT_DE_PRELEVEMENT)
