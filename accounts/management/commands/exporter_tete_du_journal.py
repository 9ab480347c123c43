"""`manage.py exporter_tete_du_journal [--fichier F]`: leaves, outside, a proof of how far the journal goes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.temoin import exporter_tete


class Command(BaseCommand):
    help = "Dit la tête du journal aux journaux du portail, au fichier témoin et à l’adresse JOURNAL_TEMOIN_COURRIEL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fichier", type=Path, default=settings.JOURNAL_TEMOIN_FICHIER, help="à la place de JOURNAL_TEMOIN_FICHIER"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            ligne = exporter_tete(par=None, fichier=options["fichier"])
        except OSError as erreur:
            raise CommandError(f"{options['fichier']}\u00a0: écriture impossible ({erreur.strerror})") from erreur
        self.stdout.write(ligne)
