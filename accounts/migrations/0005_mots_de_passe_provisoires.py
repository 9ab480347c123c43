import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_limites"),
    ]

    operations = [
        migrations.CreateModel(
            name="DemandeMotDePasse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("reference", models.CharField(max_length=12, verbose_name="référence de suivi")),
                (
                    "type_dossier",
                    models.CharField(
                        choices=[("affilie", "Affilié"), ("ayant_droit", "Ayant droit")],
                        max_length=12,
                        verbose_name="type de dossier",
                    ),
                ),
                ("numero", models.CharField(max_length=9, verbose_name="numéro demandé")),
                (
                    "canal",
                    models.CharField(
                        choices=[("courriel", "E-mail"), ("lettre", "Courrier postal")],
                        max_length=8,
                        verbose_name="canal",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[("recue", "Reçue"), ("traitee", "Traitée"), ("sans_suite", "Sans suite")],
                        default="recue",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("demandee_le", models.DateTimeField(default=django.utils.timezone.now, verbose_name="demandée le")),
                ("traitee_le", models.DateTimeField(blank=True, null=True, verbose_name="traitée le")),
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
                "verbose_name": "demande de mot de passe",
                "verbose_name_plural": "demandes de mot de passe",
            },
        ),
        migrations.CreateModel(
            name="LotDeCourriers",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("en_preparation", "En préparation"),
                            ("pret", "Prêt à télécharger"),
                            ("telecharge", "Téléchargé"),
                            ("poste", "Remis à La Poste"),
                            ("abandonne", "Abandonné"),
                        ],
                        default="en_preparation",
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                (
                    "coupure_le",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="demandes reçues jusqu’au"),
                ),
                ("poste_le", models.DateTimeField(blank=True, null=True, verbose_name="remis à La Poste le")),
                (
                    "confirme_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="remise confirmée par",
                    ),
                ),
                (
                    "prepare_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="préparé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "lot de courriers",
                "verbose_name_plural": "lots de courriers",
            },
        ),
        migrations.CreateModel(
            name="SecretProvisoire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                (
                    "canal",
                    models.CharField(
                        choices=[("courriel", "E-mail"), ("lettre", "Courrier postal")],
                        max_length=8,
                        verbose_name="canal",
                    ),
                ),
                ("rang", models.PositiveIntegerField(blank=True, null=True, verbose_name="rang dans le lot")),
                ("empreinte", models.CharField(max_length=128, verbose_name="empreinte Argon2id")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("inactif", "Imprimé, pas encore posté"),
                            ("actif", "Utilisable"),
                            ("utilise", "Utilisé"),
                            ("revoque", "Révoqué"),
                        ],
                        max_length=8,
                        verbose_name="état",
                    ),
                ),
                ("emis_le", models.DateTimeField(default=django.utils.timezone.now, verbose_name="émis le")),
                ("expire_le", models.DateTimeField(blank=True, null=True, verbose_name="expire le")),
                ("utilise_le", models.DateTimeField(blank=True, null=True, verbose_name="utilisé le")),
                (
                    "demande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.demandemotdepasse",
                        verbose_name="demande",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.dossier",
                        verbose_name="dossier",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="secrets",
                        to="accounts.lotdecourriers",
                        verbose_name="lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "mot de passe provisoire",
                "verbose_name_plural": "mots de passe provisoires",
            },
        ),
        migrations.AddIndex(
            model_name="demandemotdepasse",
            index=models.Index(
                condition=models.Q(("etat", "recue")), fields=["canal", "demandee_le"], name="demande_a_traiter"
            ),
        ),
        migrations.AddConstraint(
            model_name="demandemotdepasse",
            constraint=models.UniqueConstraint(fields=("reference",), name="demande_reference_unique"),
        ),
        migrations.AddConstraint(
            model_name="demandemotdepasse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "recue"), ("traitee_le__isnull", True)),
                    models.Q(models.Q(("etat", "recue"), _negated=True), ("traitee_le__isnull", False)),
                    _connector="OR",
                ),
                name="demande_recue_sans_suite_encore",
            ),
        ),
        migrations.AddConstraint(
            model_name="demandemotdepasse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "traitee"), _negated=True), ("dossier__isnull", False), _connector="OR"
                ),
                name="demande_traitee_pour_un_dossier",
            ),
        ),
        migrations.AddIndex(
            model_name="lotdecourriers",
            index=models.Index(fields=["coupure_le"], name="lot_par_coupure"),
        ),
        migrations.AddConstraint(
            model_name="lotdecourriers",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirme_par__isnull", False), ("etat", "poste"), ("poste_le__isnull", False)),
                    models.Q(
                        models.Q(("etat", "poste"), _negated=True),
                        ("confirme_par__isnull", True),
                        ("poste_le__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="lot_poste_par_quelqu_un",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdecourriers",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirme_par__isnull", True),
                    models.Q(("confirme_par", models.F("prepare_par")), _negated=True),
                    _connector="OR",
                ),
                name="lot_deux_personnes",
            ),
        ),
        migrations.AddConstraint(
            model_name="secretprovisoire",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat", "actif")),
                fields=("dossier", "canal"),
                name="secret_un_actif_par_dossier_et_canal",
            ),
        ),
        migrations.AddConstraint(
            model_name="secretprovisoire",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat", "revoque"), _negated=True),
                fields=("lot", "rang"),
                name="secret_un_par_rang_du_lot",
            ),
        ),
        migrations.AddConstraint(
            model_name="secretprovisoire",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("canal", "lettre"), ("lot__isnull", False), ("rang__isnull", False)),
                    models.Q(("canal", "courriel"), ("lot__isnull", True), ("rang__isnull", True)),
                    _connector="OR",
                ),
                name="secret_lettre_dans_un_lot",
            ),
        ),
        migrations.AddConstraint(
            model_name="secretprovisoire",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat__in", ["actif", "utilise"]), _negated=True),
                    ("expire_le__isnull", False),
                    _connector="OR",
                ),
                name="secret_date_si_actif",
            ),
        ),
        migrations.AddConstraint(
            model_name="secretprovisoire",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "utilise"), ("utilise_le__isnull", False)),
                    models.Q(models.Q(("etat", "utilise"), _negated=True), ("utilise_le__isnull", True)),
                    _connector="OR",
                ),
                name="secret_date_si_utilise",
            ),
        ),
    ]
