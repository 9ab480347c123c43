import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Envoi",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("genre", models.CharField(max_length=40, verbose_name="genre")),
                (
                    "cle",
                    models.CharField(
                        help_text="Deux envois de même clé n’en font qu’un.",
                        max_length=200,
                        unique=True,
                        verbose_name="clé",
                    ),
                ),
                ("references", models.JSONField(default=dict, verbose_name="références")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("a_envoyer", "À envoyer"),
                            ("en_cours", "En cours d’envoi"),
                            ("envoye", "Envoyé"),
                            ("echec", "Échec"),
                            ("sans_objet", "Sans objet"),
                        ],
                        default="a_envoyer",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("essais", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                ("prochain_le", models.DateTimeField(default=django.utils.timezone.now, verbose_name="pas avant")),
                ("derniere_erreur", models.CharField(blank=True, max_length=80, verbose_name="dernière erreur")),
                ("cree_le", models.DateTimeField(default=django.utils.timezone.now, verbose_name="créé le")),
                ("envoye_le", models.DateTimeField(blank=True, null=True, verbose_name="envoyé le")),
                (
                    "dossier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "envoi",
                "indexes": [
                    models.Index(
                        condition=models.Q(("etat__in", ("a_envoyer", "en_cours"))),
                        fields=["prochain_le"],
                        name="envoi_en_attente",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("envoye_le__isnull", False), ("etat", "envoye")),
                            models.Q(models.Q(("etat", "envoye"), _negated=True), ("envoye_le__isnull", True)),
                            _connector="OR",
                        ),
                        name="envoi_date_si_envoye",
                    )
                ],
            },
        ),
    ]
