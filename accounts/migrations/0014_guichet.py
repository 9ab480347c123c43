import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
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
        ("accounts", "0011_franceconnect"),
        ("cotisations", "0001_initial"),
        ("documents", "0002_preuve"),
    ]

    operations = [
        migrations.AlterField(
            "pli",
            "demande",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.demandemotdepasse",
                verbose_name="demande",
            ),
        ),
        migrations.AlterField(
            "authentificateur", "cle_scellee", models.BinaryField(default=bytes, verbose_name="clé, scellée")
        ),
        migrations.AddField(
            "authentificateur",
            "a_approuver",
            models.BooleanField(default=False, verbose_name="à approuver par un autre agent"),
        ),
        migrations.AddField(
            "authentificateur",
            "rouvert_par",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ouvert par",
            ),
        ),
        migrations.RunPython(reposer, migrations.RunPython.noop),
    ]
