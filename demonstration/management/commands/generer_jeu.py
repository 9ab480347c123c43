"""`manage.py generer_jeu --dossiers 250000`: invented files for the importers."""

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from demonstration.fichiers import GENRES, ouvrir_fichiers
from demonstration.jeu import inventer


class Command(BaseCommand):
    help = "Écrit dossiers.csv, ecritures.csv, echeances.csv et revenus.csv, remplis de personnes inventées."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dossiers", type=int, required=True, help="nombre de dossiers")
        parser.add_argument("--repertoire", type=Path, default=settings.REPERTOIRE_DONNEES / "jeu")
        parser.add_argument("--graine", type=int, default=1, help="même graine et même date, mêmes fichiers")
        parser.add_argument("--ecritures-par-dossier", type=int, default=6, help="au plus, par dossier")
        parser.add_argument("--date", type=date.fromisoformat, help="jour où l’on regarde les comptes")

    def handle(self, *args: Any, **options: Any) -> None:
        nombre, repertoire = options["dossiers"], options["repertoire"]
        if nombre < 1 or options["ecritures_par_dossier"] < 1:
            raise CommandError("--dossiers et --ecritures-par-dossier sont des nombres positifs.")
        comptes = inventer(
            nombre=nombre,
            graine=options["graine"],
            le=options["date"] or timezone.localdate(),
            ecritures_max=options["ecritures_par_dossier"],
        )
        muet = options["verbosity"] == 0
        with ouvrir_fichiers(repertoire) as fichiers:
            for compte in tqdm(comptes, total=nombre, unit="dossier", disable=muet, file=sys.stderr):
                fichiers.ecrire(*compte)
        if not muet:
            self.stdout.write(f"{', '.join(f'{nom}.csv' for nom in GENRES)} écrits dans {repertoire}")
