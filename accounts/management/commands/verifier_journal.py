"""`manage.py verifier_journal`: does the journal still say what it said?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.journal import anomalies
from accounts.models import EntreeJournal


class Command(BaseCommand):
    help = "Vérifie la chaîne du journal et dit chaque entrée modifiée, retirée ou insérée. Code 1 s’il y en a."

    def handle(self, *args: Any, **options: Any) -> None:
        nombre = 0
        for anomalie in anomalies():
            nombre += 1
            self.stderr.write(anomalie)
        if nombre:
            raise CommandError(f"Journal altéré\u00a0: {nombre} anomalie{'s' if nombre > 1 else ''}.")
        self.stdout.write(f"Journal intact\u00a0: {EntreeJournal.objects.count()} entrées vérifiées.")
