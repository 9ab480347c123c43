import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carpimko_portal.lib.inalterable import RendreInalterable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_parades"),
        ("cotisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AppelCotisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année de cotisation")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("annuel", "Appel annuel"),
                            ("estimation", "Revenu estimé par l’affilié"),
                            ("rectification", "Rectification"),
                        ],
                        max_length=14,
                        verbose_name="cause",
                    ),
                ),
                ("assiette_centimes", models.BigIntegerField(null=True, verbose_name="assiette de N-1 (centimes)")),
                (
                    "assiette_precedente_centimes",
                    models.BigIntegerField(null=True, verbose_name="assiette de N-2 (centimes)"),
                ),
                (
                    "assiette_estimee_centimes",
                    models.BigIntegerField(null=True, verbose_name="assiette de N estimée (centimes)"),
                ),
                ("est_taxation", models.BooleanField(default=False, verbose_name="sans déclaration")),
                ("est_conventionne", models.BooleanField(verbose_name="conventionné")),
                ("date_debut_activite", models.DateField(null=True, verbose_name="début d’activité")),
                ("date_radiation", models.DateField(null=True, verbose_name="radiation")),
                (
                    "periodicite",
                    models.CharField(
                        choices=[
                            ("annuelle", "Une fois par an"),
                            ("semestrielle", "Deux fois par an"),
                            ("trimestrielle", "Quatre fois par an"),
                            ("mensuelle", "Chaque mois"),
                        ],
                        max_length=13,
                        verbose_name="périodicité",
                    ),
                ),
                (
                    "total_centimes",
                    models.BigIntegerField(help_text="Régularisation comprise.", verbose_name="total (centimes)"),
                ),
                ("regularisation_centimes", models.BigIntegerField(verbose_name="régularisation (centimes)")),
                ("part_cpam_centimes", models.BigIntegerField(verbose_name="part de l’Assurance maladie (centimes)")),
                ("trimestres", models.PositiveSmallIntegerField(verbose_name="trimestres validés")),
                ("emis_le", models.DateTimeField(verbose_name="émis le")),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appels",
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
                (
                    "remplace",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remplace_par",
                        to="cotisations.appelcotisation",
                        verbose_name="remplace",
                    ),
                ),
            ],
            options={
                "verbose_name": "appel de cotisations",
                "verbose_name_plural": "appels de cotisations",
            },
        ),
        migrations.CreateModel(
            name="EstimationRevenu",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année estimée")),
                (
                    "assiette_centimes",
                    models.BigIntegerField(help_text="Un déficit vaut 0.", verbose_name="assiette estimée (centimes)"),
                ),
                ("est_deficit", models.BooleanField(default=False, verbose_name="déficit")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("deposee", "Transmise à la caisse"),
                            ("appliquee", "Prise en compte"),
                            ("annulee", "Annulée"),
                        ],
                        default="deposee",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("deposee_le", models.DateTimeField(verbose_name="déposée le")),
                ("traitee_le", models.DateTimeField(blank=True, null=True, verbose_name="traitée le")),
                (
                    "deposee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="déposée par",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="estimations",
                        to="accounts.dossier",
                        verbose_name="dossier",
                    ),
                ),
                (
                    "traitee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="traitée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "estimation de revenu",
                "verbose_name_plural": "estimations de revenu",
            },
        ),
        migrations.CreateModel(
            name="LigneAppel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "regime",
                    models.CharField(
                        choices=[
                            ("base_t1", "base_t1"),
                            ("base_t2", "base_t2"),
                            ("complementaire", "complementaire"),
                            ("asv_forfait", "asv_forfait"),
                            ("asv_proportionnelle", "asv_proportionnelle"),
                            ("invalidite_deces", "invalidite_deces"),
                            ("regularisation_t1", "regularisation_t1"),
                            ("regularisation_t2", "regularisation_t2"),
                        ],
                        max_length=20,
                        verbose_name="régime",
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                ("libelle", models.CharField(max_length=80, verbose_name="libellé")),
                ("base", models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name="base (euros)")),
                ("taux", models.DecimalField(decimal_places=6, max_digits=7, null=True, verbose_name="taux")),
                ("montant_centimes", models.BigIntegerField(verbose_name="montant (centimes)")),
                ("points", models.DecimalField(decimal_places=2, max_digits=7, null=True, verbose_name="points")),
                (
                    "appel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lignes",
                        to="cotisations.appelcotisation",
                        verbose_name="appel",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne d’appel",
                "verbose_name_plural": "lignes d’appel",
            },
        ),
        migrations.CreateModel(
            name="PreferencesCotisations",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "periodicite",
                    models.CharField(
                        choices=[
                            ("annuelle", "Une fois par an"),
                            ("semestrielle", "Deux fois par an"),
                            ("trimestrielle", "Quatre fois par an"),
                            ("mensuelle", "Chaque mois"),
                        ],
                        default="semestrielle",
                        max_length=13,
                        verbose_name="périodicité des échéances",
                    ),
                ),
                (
                    "appel_par_courriel",
                    models.BooleanField(default=True, verbose_name="être averti de chaque appel par e-mail"),
                ),
                ("rappel_30", models.BooleanField(default=False, verbose_name="un mois avant")),
                ("rappel_7", models.BooleanField(default=True, verbose_name="une semaine avant")),
                ("rappel_1", models.BooleanField(default=False, verbose_name="la veille")),
                ("modifie_le", models.DateTimeField(auto_now=True, verbose_name="modifiées le")),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preferences_cotisations",
                        to="accounts.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "préférences de cotisations",
                "verbose_name_plural": "préférences de cotisations",
            },
        ),
        migrations.CreateModel(
            name="RevenuDeclare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année du revenu")),
                (
                    "assiette_centimes",
                    models.BigIntegerField(
                        help_text="Après abattement. Un déficit vaut 0.", verbose_name="assiette (centimes)"
                    ),
                ),
                ("date_declaration", models.DateField(verbose_name="date de la déclaration")),
                ("modifie_le", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revenus_declares",
                        to="accounts.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "revenu déclaré",
                "verbose_name_plural": "revenus déclarés",
            },
        ),
        migrations.CreateModel(
            name="AbonnementCalendrier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("empreinte", models.CharField(max_length=64, unique=True, verbose_name="empreinte du secret")),
                ("avec_montants", models.BooleanField(default=False, verbose_name="montants affichés")),
                ("cree_le", models.DateTimeField(verbose_name="créé le")),
                ("revoque_le", models.DateTimeField(blank=True, null=True, verbose_name="révoqué le")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="abonnements_calendrier",
                        to="accounts.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "abonnement au calendrier",
                "verbose_name_plural": "abonnements au calendrier",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoque_le__isnull", True)),
                        fields=("dossier",),
                        name="calendrier_un_seul_en_cours",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="appelcotisation",
            constraint=models.UniqueConstraint(fields=("dossier", "annee", "version"), name="appel_unique_par_version"),
        ),
        migrations.AddConstraint(
            model_name="appelcotisation",
            constraint=models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="appel_version_positive"),
        ),
        migrations.AddConstraint(
            model_name="appelcotisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("remplace__isnull", True), ("version", 1)),
                    models.Q(("remplace__isnull", False), ("version__gt", 1)),
                    _connector="OR",
                ),
                name="appel_premier_ou_remplace",
            ),
        ),
        migrations.AddIndex(
            model_name="estimationrevenu",
            index=models.Index(fields=["dossier", "-deposee_le"], name="estimation_par_dossier"),
        ),
        migrations.AddConstraint(
            model_name="estimationrevenu",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat", "deposee")), fields=("dossier",), name="estimation_une_en_cours"
            ),
        ),
        migrations.AddConstraint(
            model_name="estimationrevenu",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("assiette_centimes__gte", 0),
                    models.Q(("est_deficit", False), ("assiette_centimes", 0), _connector="OR"),
                ),
                name="estimation_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="estimationrevenu",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "deposee"), ("traitee_le__isnull", True), ("traitee_par__isnull", True)),
                    models.Q(models.Q(("etat", "deposee"), _negated=True), ("traitee_le__isnull", False)),
                    _connector="OR",
                ),
                name="estimation_traitee_avec_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="ligneappel",
            constraint=models.UniqueConstraint(fields=("appel", "regime"), name="ligne_unique_par_regime"),
        ),
        migrations.AddConstraint(
            model_name="revenudeclare",
            constraint=models.UniqueConstraint(fields=("dossier", "annee"), name="revenu_unique_par_annee"),
        ),
        migrations.AddConstraint(
            model_name="revenudeclare",
            constraint=models.CheckConstraint(condition=models.Q(("assiette_centimes__gte", 0)), name="revenu_positif"),
        ),
        migrations.AddConstraint(
            model_name="revenudeclare",
            constraint=models.CheckConstraint(
                condition=models.Q(("annee__range", (1948, 2200))), name="revenu_annee_plausible"
            ),
        ),
        RendreInalterable("AppelCotisation"),
        RendreInalterable("LigneAppel"),
    ]
