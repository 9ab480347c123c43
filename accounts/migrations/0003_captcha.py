from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_envoi"),
    ]

    operations = [
        migrations.CreateModel(
            name="PreuveUtilisee",
            fields=[
                (
                    "empreinte",
                    models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="empreinte"),
                ),
                ("expire_le", models.DateTimeField(db_index=True, verbose_name="expire le")),
            ],
            options={
                "verbose_name": "preuve utilisée",
                "verbose_name_plural": "preuves utilisées",
            },
        ),
    ]
