from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_guichet"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="provisoires_morts_le",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="mots de passe provisoires révoqués jusqu’au"
            ),
        ),
    ]
