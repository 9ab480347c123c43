"""`manage.py rappeler_echeances [--a-blanc]`: what the beat does each morning, by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cotisations.rappels.selection import lots_dus
from cotisations.rappels.services import poster_rappels


class Command(BaseCommand):
    help = "Poste les rappels d’échéance du jour à ceux qui en veulent. Relancée, ne rappelle rien deux fois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--a-blanc", action="store_true", help="compte les dossiers concernés, sans rien poster")

    def handle(self, *args: Any, **options: Any) -> None:
        aujourdhui = timezone.localdate()
        if options["a_blanc"]:
            concernes = sum(map(len, lots_dus(aujourdhui)))
            self.stdout.write(f"À blanc : {concernes} rappels concernés, déjà postés ou non. Rien n’a été posté.")
            return
        self.stdout.write(f"Rappels postés : {poster_rappels(le=aujourdhui, par=None)}.")
