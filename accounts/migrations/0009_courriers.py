import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_agents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pli",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("rang", models.PositiveIntegerField(verbose_name="rang")),
                ("adresse", models.JSONField(verbose_name="lignes de l’adresse")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("prevu", "Prévu"),
                            ("remplace", "Remplacé"),
                            ("npai", "Revenu\xa0: n’habite pas à l’adresse indiquée"),
                        ],
                        default="prevu",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("npai_le", models.DateTimeField(blank=True, null=True, verbose_name="revenu le")),
            ],
            options={
                "verbose_name": "pli",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="TrancheDeCourriers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("premier_rang", models.PositiveIntegerField(verbose_name="premier rang")),
                ("nombre", models.PositiveIntegerField(verbose_name="nombre de plis")),
                ("est_imprimee", models.BooleanField(default=False, verbose_name="imprimée")),
                ("pdf", models.BinaryField(default=bytes, verbose_name="PDF scellé")),
                ("essais", models.PositiveIntegerField(default=0, verbose_name="essais")),
                (
                    "prochain_le",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="à prendre à partir du"),
                ),
            ],
            options={
                "verbose_name": "tranche de courriers",
                "verbose_name_plural": "tranches de courriers",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="abandonne_le",
            field=models.DateTimeField(blank=True, null=True, verbose_name="abandonné le"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="billet",
            field=models.UUIDField(blank=True, null=True, verbose_name="billet de téléchargement"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="billet_expire_le",
            field=models.DateTimeField(blank=True, null=True, verbose_name="billet valable jusqu’au"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="cle",
            field=models.BinaryField(default=bytes, verbose_name="clé du lot, scellée"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="imprimes",
            field=models.PositiveIntegerField(default=0, verbose_name="plis imprimés"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="motif",
            field=models.CharField(blank=True, max_length=200, verbose_name="motif de la régénération"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="origine",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="regenerations",
                to="accounts.lotdecourriers",
                verbose_name="régénère le lot",
            ),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="plis",
            field=models.PositiveIntegerField(default=0, verbose_name="plis"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="prepare_le",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="préparé le"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="regeneration",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="régénération"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="sha256_manifeste",
            field=models.CharField(blank=True, max_length=64, verbose_name="SHA-256 du manifeste"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="sha256_pdf",
            field=models.CharField(blank=True, max_length=64, verbose_name="SHA-256 du PDF remis"),
        ),
        migrations.AddField(
            model_name="lotdecourriers",
            name="telecharge_le",
            field=models.DateTimeField(blank=True, null=True, verbose_name="téléchargé le"),
        ),
        migrations.AddConstraint(
            model_name="lotdecourriers",
            constraint=models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(("etat__in", ("en_preparation", "pret"))),
                name="lot_un_seul_en_preparation",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdecourriers",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat__in", ("poste", "abandonne")), _negated=True), ("cle", b""), _connector="OR"
                ),
                name="lot_cle_detruite_a_la_fin",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdecourriers",
            constraint=models.CheckConstraint(
                condition=models.Q(("imprimes__lte", models.F("plis"))), name="lot_imprimes_au_plus"
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdecourriers",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origine__isnull", True), ("regeneration", 0)),
                    models.Q(
                        ("origine__isnull", False),
                        ("regeneration__range", (1, 2)),
                        models.Q(("motif", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lot_regenere_avec_motif",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdecourriers",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("abandonne_le__isnull", False), ("etat", "abandonne")),
                    models.Q(models.Q(("etat", "abandonne"), _negated=True), ("abandonne_le__isnull", True)),
                    _connector="OR",
                ),
                name="lot_date_si_abandonne",
            ),
        ),
        migrations.AddField(
            model_name="pli",
            name="demande",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.demandemotdepasse",
                verbose_name="demande",
            ),
        ),
        migrations.AddField(
            model_name="pli",
            name="dossier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.dossier",
                verbose_name="dossier",
            ),
        ),
        migrations.AddField(
            model_name="pli",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.lotdecourriers",
                verbose_name="lot",
            ),
        ),
        migrations.AddField(
            model_name="tranchedecourriers",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tranches",
                to="accounts.lotdecourriers",
                verbose_name="lot",
            ),
        ),
        migrations.AddConstraint(
            model_name="pli",
            constraint=models.UniqueConstraint(fields=("lot", "rang"), name="pli_rang_unique"),
        ),
        migrations.AddConstraint(
            model_name="pli",
            constraint=models.UniqueConstraint(fields=("lot", "dossier"), name="pli_un_par_dossier_et_lot"),
        ),
        migrations.AddConstraint(
            model_name="pli",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "npai"), ("npai_le__isnull", False)),
                    models.Q(models.Q(("etat", "npai"), _negated=True), ("npai_le__isnull", True)),
                    _connector="OR",
                ),
                name="pli_date_si_npai",
            ),
        ),
        migrations.AddConstraint(
            model_name="tranchedecourriers",
            constraint=models.UniqueConstraint(fields=("lot", "premier_rang"), name="tranche_rang_unique"),
        ),
        migrations.AddConstraint(
            model_name="tranchedecourriers",
            constraint=models.CheckConstraint(
                condition=models.Q(("nombre__range", (1, 100))), name="tranche_de_cent_au_plus"
            ),
        ),
        migrations.AddConstraint(
            model_name="tranchedecourriers",
            constraint=models.CheckConstraint(
                condition=models.Q(("est_imprimee", True), ("pdf", b""), _connector="OR"),
                name="tranche_pdf_si_imprimee",
            ),
        ),
    ]
