import uuid

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from accounts.administration.roles import poser_les_roles
from carpimko_portal.lib.inalterable import RendreInalterable


def poser(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    poser_les_roles(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_parades"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("cotisations", "0002_appels"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="appelcotisation",
            options={
                "permissions": [("emettre_appel", "Émettre un appel de cotisations")],
                "verbose_name": "appel de cotisations",
                "verbose_name_plural": "appels de cotisations",
            },
        ),
        migrations.AlterModelOptions(
            name="estimationrevenu",
            options={
                "permissions": [("traiter_estimation", "Prendre en compte ou écarter une estimation de revenu")],
                "verbose_name": "estimation de revenu",
                "verbose_name_plural": "estimations de revenu",
            },
        ),
        migrations.AddField(
            model_name="appelcotisation",
            name="base_appelee_centimes",
            field=models.BigIntegerField(
                help_text="Ce que la régularisation déduit.",
                null=True,
                verbose_name="revenu compté par l’appel de N-1 (centimes)",
            ),
        ),
        migrations.AlterField(
            model_name="appelcotisation",
            name="cause",
            field=models.CharField(
                choices=[
                    ("annuel", "Appel annuel"),
                    ("declaration", "Revenu déclaré"),
                    ("estimation", "Revenu estimé par l’affilié"),
                    ("rectification", "Rectification"),
                ],
                max_length=14,
                verbose_name="cause",
            ),
        ),
        migrations.AlterField(
            model_name="estimationrevenu",
            name="etat",
            field=models.CharField(
                choices=[
                    ("deposee", "Transmise à la caisse"),
                    ("appliquee", "Prise en compte"),
                    ("annulee", "Annulée"),
                    ("refusee", "Non retenue"),
                ],
                default="deposee",
                max_length=10,
                verbose_name="état",
            ),
        ),
        migrations.RemoveConstraint(  # said by appel_premier_ou_remplace
            model_name="appelcotisation", name="appel_version_positive"
        ),
        migrations.AddField(  # no row exists yet: nothing could write one
            model_name="revenudeclare",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"),
        ),
        migrations.RunPython(poser, migrations.RunPython.noop),
        RendreInalterable("AppelCotisation"),
    ]
