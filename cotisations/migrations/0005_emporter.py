import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_parades"),
        ("cotisations", "0004_espace"),
    ]

    operations = [
        migrations.AddField(
            model_name="abonnementcalendrier",
            name="public_id",
            # One value for all rows that exist: there are none, nothing has made any before this migration.
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant public"),
        ),
        migrations.AddIndex(
            model_name="echeance",
            index=models.Index(fields=["date_exigibilite", "id"], name="echeance_par_date"),
        ),
    ]
