import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.administration.roles import poser_les_roles


def poser(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    poser_les_roles(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("accounts", "0005_mots_de_passe_provisoires"),
    ]

    operations = [
        migrations.CreateModel(
            name="Authentificateur",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="The human-readable name of this device.", max_length=64)),
                ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
                ("cle_scellee", models.BinaryField(verbose_name="clé, scellée")),
                ("dernier_pas", models.BigIntegerField(default=-1, verbose_name="pas du dernier code accepté")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authentificateur",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
                ("a_installer_avant", models.DateTimeField(verbose_name="à installer avant")),
            ],
            options={
                "verbose_name": "authentificateur",
            },
        ),
        migrations.AlterModelOptions(
            name="compte",
            options={"permissions": [("gerer_agents", "Gérer les comptes des agents")], "verbose_name": "compte"},
        ),
        migrations.AlterModelOptions(
            name="dossier",
            options={
                "permissions": [
                    ("debloquer_dossier", "Débloquer les tentatives"),
                    ("revoquer_provisoires", "Révoquer les mots de passe provisoires"),
                    ("signaler_npai", "Signaler une adresse NPAI"),
                ],
                "verbose_name": "dossier",
            },
        ),
        migrations.AlterModelOptions(
            name="entreejournal",
            options={
                "ordering": ["pk"],
                "permissions": [("verifier_journal", "Vérifier la chaîne du journal")],
                "verbose_name": "entrée du journal",
                "verbose_name_plural": "journal",
            },
        ),
        migrations.AlterModelOptions(
            name="envoi",
            options={"permissions": [("rejouer_envoi", "Remettre un e-mail à envoyer")], "verbose_name": "envoi"},
        ),
        migrations.AlterModelOptions(
            name="lotdecourriers",
            options={
                "permissions": [
                    ("preparer_lot", "Préparer un lot de courriers"),
                    ("confirmer_lot", "Confirmer la remise à La Poste"),
                    ("regenerer_courrier", "Régénérer un courrier"),
                ],
                "verbose_name": "lot de courriers",
                "verbose_name_plural": "lots de courriers",
            },
        ),
        migrations.AddIndex(
            model_name="entreejournal",
            index=models.Index(fields=["acte", "-id"], name="journal_par_acte"),
        ),
        migrations.AddIndex(
            model_name="entreejournal",
            index=models.Index(fields=["moment"], name="journal_par_moment"),
        ),
        migrations.RunPython(poser, migrations.RunPython.noop),
    ]
