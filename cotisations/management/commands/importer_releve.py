"""`manage.py importer_releve fichier [--essai]`"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carpimko_portal.lib.montants import ecrire_montant
from cotisations.banque.lu import FichierRefuse
from cotisations.banque.prise import Prise, essayer_releve, prendre_releve

_REFUSE = 2  # exit code


class Command(BaseCommand):
    """Exit code: 0 imported, 2 refused and nothing imported."""

    help = "Importe un relevé bancaire camt.053 ou CFONB120, et rapproche ses opérations (docs/virements.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, help="fichier remis par la banque")
        parser.add_argument("--essai", action="store_true", help="fait tout, dit tout et ne garde rien")

    def handle(self, *args: Any, **options: Any) -> None:
        prendre = essayer_releve if options["essai"] else prendre_releve
        try:
            with options["fichier"].open("rb") as flux:
                prise = prendre(flux, par=None)
        except OSError as erreur:
            raise CommandError(f"lecture impossible ({erreur.strerror})", returncode=_REFUSE) from erreur
        except FichierRefuse as refus:
            raise CommandError(f"refusé, rien n’a été importé. {refus}", returncode=_REFUSE) from refus
        self._dire(prise, essai=options["essai"])

    def _dire(self, prise: Prise, *, essai: bool) -> None:
        self.stdout.write(f"Opérations nouvelles : {prise.nouvelles} sur {prise.lues}.")
        for etat, nombre in prise.sorts.items():
            self.stdout.write(f"{etat.label} : {nombre}.")
        for rupture in prise.ruptures:
            manque = ecrire_montant(rupture.ecart)
            self.stderr.write(f"Les soldes ne se suivent pas : il manque {manque} d’opérations, donc un relevé.")
        if essai:
            self.stdout.write("Essai : rien n’a été écrit.")
