from django.db import migrations, models

from carpimko_portal.lib.index_prefixe import retirer_index_de_prefixe


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sans_index_de_prefixe"),
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
        migrations.RunPython(
            retirer_index_de_prefixe("accounts_preuveutilisee"), migrations.RunPython.noop, elidable=False
        ),
    ]
