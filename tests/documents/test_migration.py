"""Documents issued before codes and versions keep their place."""

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests.harnais.personas import creer_dossier

AVANT = [("documents", "0001_initial")]


@pytest.mark.django_db(transaction=True)
def test_les_documents_anciens_recoivent_annee_et_version() -> None:
    dossier = creer_dossier("900000001")
    MigrationExecutor(connection).migrate(AVANT)
    try:
        anciens = MigrationExecutor(connection).loader.project_state(AVANT).apps
        for rang in range(3):
            anciens.get_model("documents", "Document").objects.create(
                dossier_id=dossier.pk, type="essai", titre="Essai", gabarit="essai", cle=str(rang), fichier="x",
                taille=1, sha256=hashlib.sha256(b"").hexdigest(), emis_le=timezone.now(),
            )  # fmt: skip
    finally:
        executeur = MigrationExecutor(connection)
        executeur.migrate(executeur.loader.graph.leaf_nodes())  # later ones of other apps went back too
    from documents.models import Document

    lus = Document.objects.order_by("pk").values_list("annee", "version", "empreinte_code")
    assert list(lus) == [(2026, 1, None), (2026, 2, None), (2026, 3, None)]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("UPDATE documents_document SET version = 9")
