"""`manage.py purger [--a-blanc]`: removes what has served its time (docs/securite/conservation.md)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.retention import purges
from accounts.retention.services import Resultat, purger
from carpimko_portal.lib.dates import ecrire_attente


class Command(BaseCommand):
    help = "Supprime ce qui a fini de servir, ligne par ligne, et le note au journal. Code 1 si une purge échoue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--a-blanc", action="store_true", help="compte ce qui partirait, sans rien supprimer")
        parser.add_argument("--seulement", nargs="+", default=[], metavar="CODE", choices=[p.code for p in purges()])

    def handle(self, *args: Any, **options: Any) -> None:
        a_blanc: bool = options["a_blanc"]
        resultats = purger(par=None, a_blanc=a_blanc, codes=options["seulement"])
        for resultat in resultats:
            self.stdout.write(_dire(resultat))
        if a_blanc:
            self.stdout.write("À blanc\u00a0: rien n’a été supprimé.")
        rates = [resultat.purge.code for resultat in resultats if resultat.nombre is None]
        if rates:
            raise CommandError(f"Purges interrompues\u00a0: {', '.join(rates)}. Les journaux disent pourquoi.")


def _dire(resultat: Resultat) -> str:
    nombre = "échec" if resultat.nombre is None else str(resultat.nombre)
    duree = int(resultat.purge.duree.total_seconds())
    garde = f"gardés {ecrire_attente(duree)}" if duree else "dès leur fin"
    return f"{nombre:>8}  {resultat.purge.code:<24}{resultat.purge.libelle} ({garde})"
