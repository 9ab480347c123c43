"""Operations are found by the line or the batch that they name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cotisations", "0012_etats"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(
                fields=["end_to_end"],
                name="operation_bout_en_bout",
                condition=models.Q(("end_to_end", ""), _negated=True),
            ),
        ),
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(fields=["lot"], name="operation_lot", condition=models.Q(("lot", ""), _negated=True)),
        ),
    ]
