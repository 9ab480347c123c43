"""What can be proven."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        from documents.attestations import ATTESTATION_AFFILIATION
        from documents.pieces.avis import enregistrer_les_avis
        from documents.registry import enregistrer
        from documents.retention import enregistrer_les_purges

        enregistrer(ATTESTATION_AFFILIATION)
        enregistrer_les_purges()
        enregistrer_les_avis()
