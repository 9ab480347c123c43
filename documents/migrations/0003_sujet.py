from django.db import migrations, models

from carpimko_portal.lib.inalterable import RendreInalterable


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_preuve"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="document",
            name="document_une_version",
        ),
        migrations.AddField(
            model_name="document",
            name="sujet",
            field=models.CharField(blank=True, default="", max_length=36, verbose_name="ce dont il parle"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("dossier", "type", "annee", "sujet", "version"), name="document_une_version"
            ),
        ),
        RendreInalterable("Document"),
    ]
