from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_parades"),
        ("cotisations", "0002_appels"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="echeance",
            index=models.Index(fields=["date_exigibilite", "id"], name="echeance_par_date"),
        ),
    ]
