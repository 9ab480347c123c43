import uuid

import django.db.models.deletion
from django.db import migrations, models

from carpimko_portal.lib.inalterable import RendreInalterable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Echeance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année de cotisation")),
                ("rang", models.PositiveSmallIntegerField(verbose_name="rang dans l’année")),
                (
                    "date_exigibilite",
                    models.DateField(help_text="Dernier jour pour payer, inclus.", verbose_name="date d’exigibilité"),
                ),
                ("montant_centimes", models.BigIntegerField(verbose_name="montant (centimes)")),
                ("modifie_le", models.DateTimeField(auto_now=True, verbose_name="modifiée le")),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="echeances",
                        to="accounts.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "échéance",
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "annee", "rang"), name="echeance_unique_par_rang"),
                    models.CheckConstraint(condition=models.Q(("montant_centimes__gt", 0)), name="echeance_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ecriture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("cle", models.CharField(max_length=64, verbose_name="clé d’unicité")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("appel", "Appel de cotisations"),
                            ("regularisation", "Régularisation"),
                            ("majoration", "Majoration de retard"),
                            ("prelevement", "Prélèvement"),
                            ("virement", "Virement"),
                            ("carte", "Paiement par carte"),
                            ("rejet", "Rejet de prélèvement"),
                            ("remboursement", "Remboursement"),
                            ("reprise", "Solde repris de l’ancien système"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année de cotisation")),
                (
                    "montant_centimes",
                    models.BigIntegerField(
                        help_text="Négatif\xa0: dû. Positif\xa0: versé.", verbose_name="montant (centimes)"
                    ),
                ),
                ("date_operation", models.DateField(verbose_name="date de l’opération")),
                ("libelle", models.CharField(max_length=120, verbose_name="libellé")),
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créée le")),
                (
                    "contrepasse_de",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contrepassee_par",
                        to="cotisations.ecriture",
                        verbose_name="contre-passe",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ecritures",
                        to="accounts.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "écriture",
                "indexes": [
                    models.Index(fields=["dossier", "-date_operation", "-id"], name="ecriture_par_dossier"),
                    models.Index(fields=["dossier", "montant_centimes"], name="ecriture_solde"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("cle",), name="ecriture_cle_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("montant_centimes", 0), _negated=True), name="ecriture_non_nulle"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("annee__range", (1948, 2200))), name="ecriture_annee_plausible"
                    ),
                ],
            },
        ),
        RendreInalterable("Ecriture"),
    ]
