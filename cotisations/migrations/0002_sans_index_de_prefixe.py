from django.db import migrations

from carpimko_portal.lib.index_prefixe import retirer_index_de_prefixe


class Migration(migrations.Migration):
    dependencies = [("cotisations", "0001_initial")]

    operations = [
        migrations.RunPython(
            retirer_index_de_prefixe("cotisations_ecriture"), migrations.RunPython.noop, elidable=False
        ),
    ]
