import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import documents.models
from carpimko_portal.lib.inalterable import RendreInalterable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("type", models.CharField(max_length=40, verbose_name="type")),
                ("titre", models.CharField(max_length=120, verbose_name="titre")),
                ("gabarit", models.CharField(max_length=80, verbose_name="gabarit et sa version")),
                ("cle", models.CharField(max_length=64, verbose_name="empreinte du contenu")),
                (
                    "fichier",
                    models.FileField(
                        max_length=200,
                        storage=documents.models.coffre_des_documents,
                        upload_to="",
                        verbose_name="fichier",
                    ),
                ),
                ("taille", models.PositiveIntegerField(verbose_name="taille (octets)")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 du fichier")),
                ("emis_le", models.DateTimeField(verbose_name="émis le")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="accounts.dossier",
                        verbose_name="dossier",
                    ),
                ),
                (
                    "emis_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="émis par",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "indexes": [models.Index(fields=["dossier", "-emis_le", "-id"], name="document_par_dossier")],
                "constraints": [models.UniqueConstraint(fields=("dossier", "cle"), name="document_unique_par_contenu")],
            },
        ),
        RendreInalterable("Document"),
    ]
