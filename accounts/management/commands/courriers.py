"""`manage.py courriers`: what the worker and its beat do for the letters, without them."""

from time import sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from accounts.courriers.fin import abandonner_les_oublies
from accounts.courriers.tirage import imprimer_les_dues


class Command(BaseCommand):
    help = "Imprime les courriers des lots en préparation, et détruit les lots que personne n’a confirmés en 72 heures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--boucle", action="store_true", help="continue jusqu’à ce qu’on l’arrête")
        parser.add_argument("--pas", type=float, default=30.0, help="secondes entre deux passages (30)")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            detruits, imprimes = abandonner_les_oublies(), imprimer_les_dues()
            if detruits or imprimes:
                self.stdout.write(f"Lots détruits\u00a0: {detruits}. Courriers imprimés\u00a0: {imprimes}.")
            if not options["boucle"]:
                return
            sleep(options["pas"])
            close_old_connections()  # a database that restarted is found again
