import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from carpimko_portal.lib.inalterable import RendreInalterable, retirer


def ouvrir(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rows already issued receive their year and version: the triggers are set again at the end."""
    retirer(schema_editor.connection, "documents_document")


def numeroter(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The year is that of the issue; versions follow its order."""
    document = apps.get_model("documents", "Document")
    versions: dict[tuple[int, str, int], int] = {}
    champs = ("pk", "dossier_id", "type", "emis_le")
    for pk, dossier, type_document, emis_le in document.objects.order_by("emis_le", "pk").values_list(*champs):
        serie = (dossier, type_document, emis_le.year)
        versions[serie] = versions.get(serie, 0) + 1
        document.objects.filter(pk=pk).update(annee=emis_le.year, version=versions[serie])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_mots_de_passe_provisoires"),
        ("documents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(ouvrir, migrations.RunPython.noop),
        migrations.AddField(
            "document",
            "annee",
            models.PositiveSmallIntegerField(default=0, verbose_name="année dont il parle"),
            preserve_default=False,
        ),
        migrations.AddField("document", "version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
        migrations.AddField(
            "document",
            "empreinte_code",
            models.CharField(max_length=64, null=True, unique=True, verbose_name="SHA-256 du code de vérification"),
        ),
        migrations.AddField(
            "document", "valable_jusqu_au", models.DateField(null=True, verbose_name="valable jusqu’au, inclus")
        ),
        migrations.RunPython(numeroter, migrations.RunPython.noop),
        migrations.AddConstraint(
            "document",
            models.UniqueConstraint(fields=("dossier", "type", "annee", "version"), name="document_une_version"),
        ),
        migrations.AddIndex("document", models.Index(fields=["sha256"], name="document_par_sha256")),
        migrations.CreateModel(
            name="Revocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "motif",
                    models.CharField(
                        choices=[
                            ("erreur", "Je l’ai remis à la mauvaise personne"),
                            ("changement", "Ma situation a changé"),
                            ("perte", "Je l’ai perdu, ou on me l’a pris"),
                            ("autre", "Une autre raison"),
                        ],
                        max_length=12,
                        verbose_name="motif",
                    ),
                ),
                ("revoque_le", models.DateTimeField(verbose_name="révoqué le")),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocation",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "revoque_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="révoqué par",
                    ),
                ),
            ],
            options={"verbose_name": "révocation"},
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "moyen",
                    models.CharField(
                        choices=[("code", "Par son code"), ("fichier", "Par son fichier")],
                        max_length=8,
                        verbose_name="moyen",
                    ),
                ),
                ("verifie_le", models.DateTimeField(verbose_name="vérifié le")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
            ],
            options={"verbose_name": "vérification"},
        ),
        RendreInalterable("Document"),
        RendreInalterable("Revocation"),
        RendreInalterable("Verification"),
    ]
