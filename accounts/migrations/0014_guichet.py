from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from carpimko_portal.lib.inalterable import poser

INALTERABLES = (
    "accounts_entreejournal",
    "cotisations_ecriture",
    "documents_document",
    "documents_revocation",
    "documents_verification",
)


def reposer(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The triggers of before let SQLite replace a row by an INSERT."""
    for table in INALTERABLES:
        poser(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_courriers"),
        ("cotisations", "0001_initial"),
        ("documents", "0002_preuve"),
    ]

    operations = [
        migrations.RunPython(reposer, migrations.RunPython.noop),
    ]
