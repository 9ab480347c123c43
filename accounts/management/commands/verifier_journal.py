"""`manage.py verifier_journal [--temoin F]`: does the journal still say what it said, and all of it?"""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.journal import anomalies
from accounts.models import EntreeJournal
from accounts.temoin import TemoinIllisible, anomalies_du_temoin


class Command(BaseCommand):
    help = "Vérifie la chaîne du journal et dit chaque entrée modifiée, retirée ou insérée. Code 1 s’il y en a."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--temoin", type=Path, help="fichier où exporter_tete_du_journal a écrit : dit aussi si la fin manque"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        nombre = 0
        for anomalie in self._anomalies(options["temoin"]):
            nombre += 1
            self.stderr.write(anomalie)
        if nombre:
            raise CommandError(f"Journal altéré\u00a0: {nombre} anomalie{'s' if nombre > 1 else ''}.")
        self.stdout.write(f"Journal intact\u00a0: {EntreeJournal.objects.count()} entrées vérifiées.")

    @staticmethod
    def _anomalies(temoin: Path | None) -> Iterator[str]:
        yield from anomalies()
        if temoin is None:
            return
        try:
            with temoin.open(encoding="utf-8", errors="replace") as lignes:
                yield from anomalies_du_temoin(lignes)
        except (OSError, TemoinIllisible) as erreur:
            raise CommandError(f"{temoin}\u00a0: {getattr(erreur, 'strerror', None) or erreur}") from erreur
