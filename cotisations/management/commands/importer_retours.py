"""Imports what the bank sent back."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from cotisations.banque.lu import FichierRefuse
from cotisations.prelevements.importation import TAILLE_MAX, importer_retours


class Command(BaseCommand):
    help = "Importe les retours de prélèvements d’un fichier pain.002 ou camt.054. Tout, ou rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path)

    def handle(self, *args: Any, fichier: Path, **options: Any) -> None:
        try:
            with fichier.open("rb") as flux:
                bilan = importer_retours(octets=flux.read(TAILLE_MAX + 1), nom=fichier.name, par=None)
        except OSError as panne:
            raise CommandError(f"{fichier} : {panne.strerror}") from panne
        except FichierRefuse as refus:
            raise CommandError(f"{fichier.name} refusé : {refus}. Rien n’a été importé.") from refus
        self.stdout.write(
            f"{bilan.message} : {bilan.retours} retours, {bilan.deja} déjà connus, {bilan.lots} lots, "
            f"{bilan.a_examiner} à examiner."
        )
