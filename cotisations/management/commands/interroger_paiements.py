"""`manage.py interroger_paiements`: what became of the payments that are not settled?"""

from typing import Any

from django.core.management.base import BaseCommand

from cotisations.paiements.interrogation import interroger_paiements


class Command(BaseCommand):
    help = "Demande à la banque où en sont les paiements par carte en cours, et ferme ceux dont le temps est passé."

    def handle(self, *args: Any, **options: Any) -> None:
        nombre = interroger_paiements()
        self.stdout.write(f"Paiements qui ont changé d’état\u00a0: {nombre}.")
