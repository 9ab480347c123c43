from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cotisations", "0003_emission")]

    operations = [
        migrations.AddIndex(
            model_name="ecriture",
            index=models.Index(fields=["dossier", "annee", "nature", "montant_centimes"], name="ecriture_par_annee"),
        ),
        migrations.RemoveIndex(model_name="ecriture", name="ecriture_solde"),
    ]
