"""No state and no decision that nothing reaches; a line is announced as soon as it exists."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cotisations", "0011_annulation")]

    operations = [
        migrations.RemoveConstraint(model_name="prelevement", name="prelevement_un_vivant_par_echeance"),
        migrations.RemoveConstraint(model_name="prelevement", name="prelevement_annonce_avant_lot"),
        migrations.RemoveConstraint(model_name="prelevement", name="prelevement_parti_avec_lot"),
        migrations.AlterField(
            model_name="prelevement",
            name="annonce_le",
            field=models.DateField(verbose_name="annoncé le"),
        ),
        migrations.AlterField(
            model_name="prelevement",
            name="etat",
            field=models.CharField(
                choices=[
                    ("prenotifie", "Annoncé"),
                    ("inclus", "En préparation"),
                    ("transmis", "En cours"),
                    ("encaisse", "Payé"),
                    ("rejete", "Rejeté"),
                    ("retourne", "Rejeté après paiement"),
                    ("rembourse", "Remboursé par votre banque"),
                    ("retire", "Annulé"),
                    ("rappele", "Rappel demandé à la banque"),
                ],
                default="prenotifie",
                max_length=10,
                verbose_name="état",
            ),
        ),
        migrations.AlterField(
            model_name="retourdeprelevement",
            name="genre",
            field=models.CharField(
                choices=[
                    ("rejet", "Rejet ou retour"),
                    ("debit", "Débit d’un rejet déjà connu"),
                    ("lot", "Lot refusé"),
                    ("encaissement", "Encaissement"),
                ],
                default="rejet",
                max_length=12,
                verbose_name="genre",
            ),
        ),
        migrations.AlterField(
            model_name="rapprochement",
            name="decision",
            field=models.CharField(
                choices=[
                    ("rapprocher", "Rapprochée"),
                    ("proposer", "Dossier proposé"),
                    ("refuser", "Proposition refusée"),
                    ("attendre", "Mise en compte d’attente"),
                    ("ecarter", "Dite hors cotisations"),
                    ("annuler", "Rapprochement annulé"),
                ],
                max_length=12,
                verbose_name="décision",
            ),
        ),
        migrations.AddConstraint(
            model_name="prelevement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat__in", ("prenotifie", "inclus", "transmis", "encaisse"))),
                fields=("echeance",),
                name="prelevement_un_vivant_par_echeance",
            ),
        ),
        migrations.AddConstraint(
            model_name="prelevement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "prenotifie"), ("lot__isnull", True)),
                    ("etat", "retire"),
                    models.Q(
                        models.Q(("etat__in", ["prenotifie", "retire"]), _negated=True),
                        ("lot__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="prelevement_parti_avec_lot",
            ),
        ),
    ]
