"""`manage.py verifier_comptes`: do the accounts hold together?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cotisations.verification import verifier


class Command(BaseCommand):
    help = "Prouve les comptes, les imputations et les paiements, et dit chaque anomalie. Code 1 s’il y en a."

    def handle(self, *args: Any, **options: Any) -> None:
        nombre = 0
        for constat in verifier():
            nombre += len(constat.anomalies)
            self.stdout.write(f"{'✗' if constat.anomalies else '✓'} {constat.preuve.titre}")
            for anomalie in constat.anomalies:
                self.stderr.write(f"  {anomalie}")
        if nombre:
            raise CommandError(f"Comptes faux\u00a0: {nombre} anomalie{'s' if nombre > 1 else ''}.")
        self.stdout.write("Les comptes sont justes.")
