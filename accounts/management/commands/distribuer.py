"""`manage.py distribuer [--boucle]`: sends the mails that are due, with or without Celery."""

from argparse import ArgumentParser
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from accounts.envois.livraison import distribuer


class Command(BaseCommand):
    help = "Envoie les e-mails en attente, une fois ou sans fin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--boucle", action="store_true", help="recommence jusqu’à l’arrêt du processus")
        parser.add_argument("--pas", type=float, default=5.0, help="secondes entre deux passages (5 par défaut)")

    def handle(self, *args: Any, **options: Any) -> None:
        bilan = distribuer()
        while options["boucle"]:
            sleep(options["pas"])
            close_old_connections()  # a database that restarted is found again
            bilan = distribuer()
        etat = "" if bilan.joignable else " Serveur d’e-mails injoignable."
        self.stdout.write(f"{bilan.envoyes} envoyés, {bilan.reportes} reportés, {bilan.abandonnes} abandonnés.{etat}")
