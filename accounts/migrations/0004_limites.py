import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_captcha"),
    ]

    operations = [
        migrations.CreateModel(
            name="EssaisDeLHeure",
            fields=[
                (
                    "heure",
                    models.BigIntegerField(
                        primary_key=True, serialize=False, verbose_name="heure (heures depuis 1970, UTC)"
                    ),
                ),
                ("echecs", models.PositiveIntegerField(default=0, verbose_name="échecs, mot de passe vérifié")),
                ("refus", models.PositiveIntegerField(default=0, verbose_name="refus, sans vérification")),
                ("alerte", models.BooleanField(default=False, verbose_name="alarme donnée")),
            ],
            options={
                "verbose_name": "essais de l’heure",
                "verbose_name_plural": "essais des heures",
            },
        ),
        migrations.CreateModel(
            name="NiveauSeau",
            fields=[
                (
                    "cle",
                    models.UUIDField(
                        primary_key=True, serialize=False, verbose_name="empreinte du seau et de ce qu’il compte"
                    ),
                ),
                ("plein_us", models.BigIntegerField(verbose_name="plein de nouveau à (µs depuis 1970)")),
            ],
            options={
                "verbose_name": "niveau de seau",
                "verbose_name_plural": "niveaux de seaux",
            },
        ),
        migrations.AddField(
            model_name="compte",
            name="appareils_nonce",
            field=models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="révocation des appareils connus"),
        ),
    ]
