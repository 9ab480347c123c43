"""Who took the file of a batch first; its cancellation by two people from then on."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def reprendre_les_telechargements(apps: Any, schema_editor: Any) -> None:
    """The first download of each batch that still goes on, from the journal."""
    lots = apps.get_model("cotisations", "LotDePrelevements").objects
    entrees = apps.get_model("accounts", "EntreeJournal").objects
    for entree in entrees.filter(acte="prelevements_telecharges", par__isnull=False).order_by("pk"):
        _, annee, numero = entree.details["lot"].split("-")
        encore = lots.filter(annee=int(annee), numero=int(numero), telecharge_le__isnull=True, genere_le__isnull=False)
        encore.exclude(etat="annule").update(telecharge_le=entree.moment, telecharge_par=entree.par)


class Migration(migrations.Migration):
    dependencies = [
        ("cotisations", "0010_retours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="lotdeprelevements",
            name="annulation_demandee_le",
            field=models.DateTimeField(blank=True, null=True, verbose_name="annulation demandée le"),
        ),
        migrations.AddField(
            model_name="lotdeprelevements",
            name="annulation_demandee_par",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="annulation demandée par",
            ),
        ),
        migrations.AddField(
            model_name="lotdeprelevements",
            name="annulation_motif",
            field=models.CharField(blank=True, max_length=200, verbose_name="motif de la demande d’annulation"),
        ),
        migrations.AddField(
            model_name="lotdeprelevements",
            name="annule_par",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="annulé par",
            ),
        ),
        migrations.AddField(
            model_name="lotdeprelevements",
            name="telecharge_le",
            field=models.DateTimeField(blank=True, null=True, verbose_name="téléchargé la première fois le"),
        ),
        migrations.AddField(
            model_name="lotdeprelevements",
            name="telecharge_par",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="téléchargé par",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdeprelevements",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("telecharge_le__isnull", True), ("telecharge_par__isnull", True)),
                    models.Q(
                        ("genere_le__isnull", False),
                        ("telecharge_le__isnull", False),
                        ("telecharge_par__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="prelevements_telecharges_par_quelqu_un",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdeprelevements",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("annulation_demandee_le__isnull", True),
                        ("annulation_demandee_par__isnull", True),
                        ("annulation_motif", ""),
                    ),
                    models.Q(
                        ("annulation_demandee_le__isnull", False),
                        ("annulation_demandee_par__isnull", False),
                        ("etat__in", ["genere", "annule"]),
                        ("telecharge_le__isnull", False),
                        models.Q(("annulation_motif", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="prelevements_annulation_demandee",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotdeprelevements",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "annule"), _negated=True),
                    ("telecharge_le__isnull", True),
                    models.Q(
                        ("annulation_demandee_par__isnull", False),
                        ("annule_par__isnull", False),
                        models.Q(("annule_par", models.F("annulation_demandee_par")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="prelevements_annules_a_deux",
            ),
        ),
        migrations.RunPython(reprendre_les_telechargements, migrations.RunPython.noop),
    ]
