import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carpimko_portal.lib.inalterable import RendreInalterable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Compte",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                (
                    "identifiant",
                    models.CharField(
                        help_text="Adresse e-mail des agents et des délégués ; suite opaque pour les titulaires, qui se présentent par leur numéro de dossier.",
                        max_length=254,
                        unique=True,
                        verbose_name="identifiant",
                    ),
                ),
                ("est_agent", models.BooleanField(default=False, verbose_name="agent de la caisse")),
                ("is_active", models.BooleanField(default=True, verbose_name="actif")),
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                (
                    "derniere_connexion_avant",
                    models.DateTimeField(blank=True, null=True, verbose_name="connexion précédente"),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "compte",
            },
        ),
        migrations.CreateModel(
            name="Dossier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[("affilie", "Affilié"), ("ayant_droit", "Ayant droit")],
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                ("numero", models.CharField(max_length=9, verbose_name="numéro de dossier")),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("cotisant", "Cotisant"),
                            ("retraite", "Retraité"),
                            ("cumul", "Cumul emploi-retraite"),
                            ("rente_invalidite", "Rente d’invalidité"),
                            ("radie", "Radié"),
                            ("reversion", "Pension de réversion"),
                            ("rente_survie", "Rente de survie"),
                            ("rente_education", "Rente d’éducation"),
                        ],
                        max_length=20,
                        verbose_name="statut",
                    ),
                ),
                ("nom_naissance", models.CharField(max_length=80, verbose_name="nom de naissance")),
                ("nom_usage", models.CharField(blank=True, max_length=80, verbose_name="nom d’usage")),
                (
                    "prenoms",
                    models.CharField(
                        help_text="Tous, séparés par des espaces.", max_length=120, verbose_name="prénoms"
                    ),
                ),
                (
                    "sexe",
                    models.CharField(
                        choices=[("female", "Femme"), ("male", "Homme")], max_length=6, verbose_name="sexe"
                    ),
                ),
                ("date_naissance", models.DateField(verbose_name="date de naissance")),
                (
                    "commune_naissance_cog",
                    models.CharField(blank=True, max_length=5, verbose_name="commune de naissance (COG)"),
                ),
                (
                    "pays_naissance_cog",
                    models.CharField(default="99100", max_length=5, verbose_name="pays de naissance (COG)"),
                ),
                ("point_remise", models.CharField(blank=True, max_length=38, verbose_name="appartement, étage")),
                ("complement", models.CharField(blank=True, max_length=38, verbose_name="entrée, bâtiment, résidence")),
                ("voie", models.CharField(blank=True, max_length=38, verbose_name="numéro et voie")),
                ("lieu_dit", models.CharField(blank=True, max_length=38, verbose_name="lieu-dit ou boîte postale")),
                ("code_postal", models.CharField(blank=True, max_length=10, verbose_name="code postal")),
                ("localite", models.CharField(blank=True, max_length=38, verbose_name="localité")),
                ("pays", models.CharField(default="FR", max_length=2, verbose_name="pays (ISO 3166-1)")),
                ("courriel", models.EmailField(blank=True, max_length=254, verbose_name="adresse e-mail")),
                ("telephone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                (
                    "profession",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("infirmier", "Infirmier"),
                            ("kinesitherapeute", "Masseur-kinésithérapeute"),
                            ("podologue", "Pédicure-podologue"),
                            ("orthophoniste", "Orthophoniste"),
                            ("orthoptiste", "Orthoptiste"),
                        ],
                        max_length=20,
                        verbose_name="profession",
                    ),
                ),
                ("est_conventionne", models.BooleanField(default=False, verbose_name="conventionné")),
                ("date_affiliation", models.DateField(blank=True, null=True, verbose_name="date d’affiliation")),
                (
                    "date_radiation",
                    models.DateField(
                        blank=True, help_text="Dernier jour, inclus.", null=True, verbose_name="date de radiation"
                    ),
                ),
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                ("modifie_le", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
            ],
            options={
                "verbose_name": "dossier",
                "constraints": [
                    models.UniqueConstraint(fields=("numero",), name="dossier_numero_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("type", "affilie"), ("numero__regex", "^[0-9]{7}\\Z")),
                            models.Q(("type", "ayant_droit"), ("numero__regex", "^[0-9]{9}\\Z")),
                            _connector="OR",
                        ),
                        name="dossier_numero_selon_le_type",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("type", "affilie"),
                                ("statut__in", ["cotisant", "cumul", "radie", "rente_invalidite", "retraite"]),
                            ),
                            models.Q(
                                ("type", "ayant_droit"),
                                ("statut__in", ["rente_education", "rente_survie", "reversion"]),
                            ),
                            _connector="OR",
                        ),
                        name="dossier_statut_selon_le_type",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("type", "ayant_droit"),
                            models.Q(
                                (
                                    "profession__in",
                                    ["infirmier", "kinesitherapeute", "podologue", "orthophoniste", "orthoptiste"],
                                ),
                                ("date_affiliation__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="dossier_affilie_avec_profession_et_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("date_radiation__isnull", True),
                            ("date_radiation__gte", models.F("date_affiliation")),
                            _connector="OR",
                        ),
                        name="dossier_radiation_apres_affiliation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pays_naissance_cog", "99100"), ("commune_naissance_cog", ""), _connector="OR"
                        ),
                        name="dossier_ne_a_l_etranger_sans_commune",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Acces",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("titulaire", "Titulaire"), ("delegue", "Délégué")], max_length=10, verbose_name="rôle"
                    ),
                ),
                ("fin", models.DateField(blank=True, null=True, verbose_name="dernier jour, inclus")),
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                (
                    "compte",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acces",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acces",
                        to="accounts.dossier",
                        verbose_name="dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "accès",
                "verbose_name_plural": "accès",
                "constraints": [
                    models.UniqueConstraint(fields=("compte", "dossier"), name="acces_unique_par_compte_et_dossier"),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "titulaire")), fields=("dossier",), name="acces_un_seul_titulaire"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "titulaire"), _negated=True), ("fin__isnull", True), _connector="OR"
                        ),
                        name="acces_titulaire_sans_fin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntreeJournal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("moment", models.DateTimeField(verbose_name="moment")),
                ("acte", models.CharField(max_length=40, verbose_name="acte")),
                ("details", models.JSONField(default=dict, verbose_name="détails")),
                ("requete", models.CharField(blank=True, max_length=32, verbose_name="requête")),
                ("precedente", models.CharField(max_length=64, unique=True, verbose_name="empreinte précédente")),
                ("empreinte", models.CharField(max_length=64, unique=True, verbose_name="empreinte")),
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
                (
                    "par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
            ],
            options={
                "verbose_name": "entrée du journal",
                "verbose_name_plural": "journal",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["dossier", "-id"], name="journal_par_dossier")],
            },
        ),
        RendreInalterable("EntreeJournal"),
    ]
