import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.administration.roles import poser_les_roles
from carpimko_portal.lib.inalterable import RendreInalterable


def poser(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Agents of the Cotisations role see payments and decide on those to examine."""
    poser_les_roles(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_parades"),
        ("cotisations", "0002_appels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Imputation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("centimes", models.BigIntegerField(verbose_name="montant (centimes)")),
                ("regle", models.CharField(max_length=16, verbose_name="version de la règle")),
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créée le")),
            ],
            options={
                "verbose_name": "imputation",
            },
        ),
        migrations.CreateModel(
            name="NotificationPSP",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("passerelle", models.CharField(max_length=12, verbose_name="passerelle")),
                ("id_evenement", models.CharField(max_length=160, verbose_name="identifiant de l’évènement")),
                (
                    "origine",
                    models.CharField(
                        choices=[
                            ("notification", "Notification signée"),
                            ("retour", "Retour de l’affilié"),
                            ("interrogation", "Question à la banque"),
                            ("agent", "Décision d’un agent"),
                            ("portail", "Le portail lui-même"),
                        ],
                        max_length=14,
                        verbose_name="origine",
                    ),
                ),
                ("signature_ok", models.BooleanField(verbose_name="signature vérifiée")),
                (
                    "type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("paiement", "Paiement"),
                            ("remboursement", "Remboursement"),
                            ("litige", "Contestation"),
                        ],
                        default="",
                        max_length=14,
                        verbose_name="sujet",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("presente", "Présenté à la banque"),
                            ("paye", "Payé"),
                            ("en_attente", "En attente"),
                            ("tentative_refusee", "Carte refusée, un autre essai est possible"),
                            ("refuse", "Refusé"),
                            ("abandonne", "Abandonné"),
                            ("expire", "Expiré"),
                            ("erreur", "Erreur"),
                            ("capture_echouee", "Encaissement annulé par la banque"),
                            ("classe", "Classé par un agent"),
                            ("fait", "Effectué"),
                            ("echoue", "Échoué"),
                            ("ouvert", "Ouvert"),
                            ("gagne", "Gagné"),
                            ("perdu", "Perdu"),
                        ],
                        default="",
                        max_length=18,
                        verbose_name="nouvelle",
                    ),
                ),
                ("id_psp", models.CharField(default="", max_length=80, verbose_name="identifiant à la banque")),
                ("centimes", models.BigIntegerField(default=0, verbose_name="montant annoncé (centimes)")),
                ("devise", models.CharField(default="", max_length=3, verbose_name="devise")),
                ("corps", models.JSONField(default=dict, verbose_name="ce qui en est gardé")),
                ("recu_le", models.DateTimeField(verbose_name="reçue le")),
                (
                    "avant",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cree", "Préparé"),
                            ("ouvert", "Chez la banque"),
                            ("en_attente", "En attente de la banque"),
                            ("paye", "Payé"),
                            ("refuse", "Refusé"),
                            ("abandonne", "Abandonné"),
                            ("expire", "Expiré"),
                            ("erreur", "Banque injoignable"),
                            ("a_examiner", "À examiner"),
                            ("classe", "Classé sans suite"),
                            ("annule_banque", "Annulé par la banque"),
                            ("rembourse_partiel", "Remboursé en partie"),
                            ("rembourse", "Remboursé"),
                            ("litige", "Contesté"),
                            ("litige_gagne", "Contestation rejetée"),
                            ("litige_perdu", "Contestation acceptée"),
                        ],
                        default="",
                        max_length=18,
                        verbose_name="état d’avant",
                    ),
                ),
                (
                    "apres",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cree", "Préparé"),
                            ("ouvert", "Chez la banque"),
                            ("en_attente", "En attente de la banque"),
                            ("paye", "Payé"),
                            ("refuse", "Refusé"),
                            ("abandonne", "Abandonné"),
                            ("expire", "Expiré"),
                            ("erreur", "Banque injoignable"),
                            ("a_examiner", "À examiner"),
                            ("classe", "Classé sans suite"),
                            ("annule_banque", "Annulé par la banque"),
                            ("rembourse_partiel", "Remboursé en partie"),
                            ("rembourse", "Remboursé"),
                            ("litige", "Contesté"),
                            ("litige_gagne", "Contestation rejetée"),
                            ("litige_perdu", "Contestation acceptée"),
                        ],
                        default="",
                        max_length=18,
                        verbose_name="état d’après",
                    ),
                ),
                ("a_voir", models.BooleanField(default=False, verbose_name="à voir par un agent")),
                ("erreur", models.CharField(default="", max_length=120, verbose_name="motif")),
            ],
            options={
                "verbose_name": "nouvelle d’un paiement",
                "verbose_name_plural": "nouvelles des paiements",
            },
        ),
        migrations.CreateModel(
            name="Paiement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"
                    ),
                ),
                ("numero", models.CharField(max_length=6, verbose_name="numéro")),
                ("passerelle", models.CharField(max_length=12, verbose_name="passerelle")),
                (
                    "mode",
                    models.CharField(
                        choices=[("test", "Essai"), ("production", "Production")], max_length=10, verbose_name="mode"
                    ),
                ),
                ("montant_centimes", models.BigIntegerField(verbose_name="montant (centimes)")),
                ("designees", models.JSONField(default=list, verbose_name="échéances désignées")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("cree", "Préparé"),
                            ("ouvert", "Chez la banque"),
                            ("en_attente", "En attente de la banque"),
                            ("paye", "Payé"),
                            ("refuse", "Refusé"),
                            ("abandonne", "Abandonné"),
                            ("expire", "Expiré"),
                            ("erreur", "Banque injoignable"),
                            ("a_examiner", "À examiner"),
                            ("classe", "Classé sans suite"),
                            ("annule_banque", "Annulé par la banque"),
                            ("rembourse_partiel", "Remboursé en partie"),
                            ("rembourse", "Remboursé"),
                            ("litige", "Contesté"),
                            ("litige_gagne", "Contestation rejetée"),
                            ("litige_perdu", "Contestation acceptée"),
                        ],
                        default="cree",
                        max_length=18,
                        verbose_name="état",
                    ),
                ),
                ("etat_le", models.DateTimeField(verbose_name="dans cet état depuis le")),
                ("id_psp", models.CharField(default="", max_length=80, verbose_name="identifiant à la banque")),
                ("cree_le", models.DateTimeField(verbose_name="commencé le")),
                ("expire_le", models.DateTimeField(verbose_name="abandonné au plus tard le")),
                ("paye_le", models.DateTimeField(null=True, verbose_name="payé le")),
            ],
            options={
                "verbose_name": "paiement par carte",
                "verbose_name_plural": "paiements par carte",
                "permissions": [
                    ("decider_paiement", "Décider d’un paiement à examiner"),
                    ("rembourser_paiement", "Rembourser un paiement par carte"),
                ],
            },
        ),
        migrations.AddField(
            model_name="ecriture",
            name="rendue_de",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rendues",
                to="cotisations.ecriture",
                verbose_name="rend de",
            ),
        ),
        migrations.AlterField(
            model_name="ecriture",
            name="nature",
            field=models.CharField(
                choices=[
                    ("appel", "Appel de cotisations"),
                    ("regularisation", "Régularisation"),
                    ("majoration", "Majoration de retard"),
                    ("prelevement", "Prélèvement"),
                    ("virement", "Virement"),
                    ("carte", "Paiement par carte"),
                    ("rejet", "Rejet de prélèvement"),
                    ("remboursement", "Remboursement"),
                    ("litige", "Paiement contesté"),
                    ("reprise", "Solde repris de l’ancien système"),
                ],
                max_length=20,
                verbose_name="nature",
            ),
        ),
        migrations.AddIndex(
            model_name="ecriture",
            index=models.Index(
                condition=models.Q(("rendue_de__isnull", False)), fields=["rendue_de"], name="ecriture_rendue"
            ),
        ),
        migrations.AddField(
            model_name="imputation",
            name="annulee_par",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="imputations_annulees",
                to="cotisations.ecriture",
                verbose_name="annulée par",
            ),
        ),
        migrations.AddField(
            model_name="imputation",
            name="credit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="imputations",
                to="cotisations.ecriture",
                verbose_name="crédit",
            ),
        ),
        migrations.AddField(
            model_name="imputation",
            name="debit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="imputations_recues",
                to="cotisations.ecriture",
                verbose_name="débit",
            ),
        ),
        migrations.AddField(
            model_name="imputation",
            name="echeance",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="imputations",
                to="cotisations.echeance",
                verbose_name="échéance",
            ),
        ),
        migrations.AddField(
            model_name="notificationpsp",
            name="ecriture",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notification",
                to="cotisations.ecriture",
                verbose_name="écriture",
            ),
        ),
        migrations.AddField(
            model_name="notificationpsp",
            name="par",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="par",
            ),
        ),
        migrations.AddField(
            model_name="paiement",
            name="cree_par",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="commencé par",
            ),
        ),
        migrations.AddField(
            model_name="paiement",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="paiements",
                to="accounts.dossier",
                verbose_name="dossier",
            ),
        ),
        migrations.AddField(
            model_name="notificationpsp",
            name="paiement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notifications",
                to="cotisations.paiement",
                verbose_name="paiement",
            ),
        ),
        migrations.AddConstraint(
            model_name="imputation",
            constraint=models.CheckConstraint(condition=models.Q(("centimes__gt", 0)), name="imputation_positive"),
        ),
        migrations.AddConstraint(
            model_name="imputation",
            constraint=models.CheckConstraint(
                condition=models.Q(("echeance__isnull", True), ("debit__isnull", True), _connector="OR"),
                name="imputation_une_cible",
            ),
        ),
        migrations.AddIndex(
            model_name="paiement",
            index=models.Index(fields=["dossier", "-cree_le"], name="paiement_par_dossier"),
        ),
        migrations.AddIndex(
            model_name="paiement",
            index=models.Index(fields=["etat", "expire_le"], name="paiement_par_etat"),
        ),
        migrations.AddConstraint(
            model_name="paiement",
            constraint=models.UniqueConstraint(fields=("passerelle", "numero"), name="paiement_numero_unique"),
        ),
        migrations.AddConstraint(
            model_name="paiement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat__in", ["cree", "en_attente", "ouvert"])),
                fields=("dossier",),
                name="paiement_un_en_cours",
            ),
        ),
        migrations.AddConstraint(
            model_name="paiement",
            constraint=models.CheckConstraint(condition=models.Q(("montant_centimes__gt", 0)), name="paiement_positif"),
        ),
        migrations.AddConstraint(
            model_name="notificationpsp",
            constraint=models.UniqueConstraint(
                fields=("passerelle", "id_evenement"), name="notification_unique_par_evenement"
            ),
        ),
        RendreInalterable("Ecriture"),
        RendreInalterable("NotificationPSP"),
        migrations.RunPython(poser, migrations.RunPython.noop),
    ]
