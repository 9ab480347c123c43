"""What the import commands share: arguments, progress, report, exit code."""

import csv
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from tqdm import tqdm

from accounts.imports.moteur import Bilan, Genre, importer
from carpimko_portal.lib.fichiers_csv import FichierIllisible, Refus
from carpimko_portal.lib.montants import ESPACE_FINE

_MONTRES = 10  # refusals said on the terminal; the report names all
_REFUSEES, _ILLISIBLE = 1, 2  # exit codes


class CommandeImport(BaseCommand):
    """Imports one CSV file. Exit code: 0 all lines taken, 1 some refused, 2 the file cannot be read."""

    genre: Genre

    def importer(self, **options: Any) -> Bilan:
        """Takes the arguments of `moteur.importer`, the kind apart."""
        return importer(genre=self.genre, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, help="fichier CSV en UTF-8, séparé par des points-virgules")
        parser.add_argument("--essai", action="store_true", help="vérifie tout et n’écrit rien")
        parser.add_argument("--rapport", type=Path, help="fichier CSV qui recevra ligne, colonne et motif des refus")

    def handle(self, *args: Any, **options: Any) -> None:
        fichier, rapport = options["fichier"], options["rapport"]
        debut = time.monotonic()
        try:
            with _rapport(rapport, fichier) as ecrire, _avancement(fichier, muet=options["verbosity"] == 0) as avancer:
                refus = _Refus(ecrire)
                bilan = self.importer(chemin=fichier, essai=options["essai"], refuser=refus.noter, avancer=avancer)
        except FichierIllisible as erreur:
            raise CommandError(f"{fichier} : {erreur}", returncode=_ILLISIBLE) from erreur
        except (OperationalError, ProgrammingError) as erreur:
            raise CommandError(
                "la base ne répond pas, ou « manage.py migrate » reste à lancer", returncode=_ILLISIBLE
            ) from erreur
        for ligne in refus.a_dire():
            self.stderr.write(ligne)
        if options["verbosity"] > 0:
            self._resumer(bilan, time.monotonic() - debut, essai=options["essai"])
        if bilan.refusees:
            sys.exit(_REFUSEES)

    def _resumer(self, bilan: Bilan, secondes: float, *, essai: bool) -> None:
        comptes = ", ".join(
            f"{_nombre(valeur)} {nom}{'s' if valeur > 1 else ''}"
            for nom, valeur in (
                ("créée", bilan.creees),
                ("modifiée", bilan.modifiees),
                ("inchangée", bilan.inchangees),
                ("refusée", bilan.refusees),
            )
        )
        duree = f"{secondes:.1f}".replace(".", ",")
        self.stdout.write(f"{_nombre(bilan.lues)} ligne{'s' if bilan.lues > 1 else ''} : {comptes} ({duree} s).")
        if essai:
            self.stdout.write("Essai : rien n’a été écrit.")


class _Refus:
    """Writes each refusal to the report and keeps the first ones for the terminal."""

    def __init__(self, ecrire: Callable[[Refus], object]) -> None:
        self._ecrire = ecrire
        self._premiers: list[Refus] = []
        self._nombre = 0

    def noter(self, refus: Refus) -> None:
        self._ecrire(refus)
        self._nombre += 1
        if self._nombre <= _MONTRES:
            self._premiers.append(refus)

    def a_dire(self) -> Iterator[str]:
        for refus in self._premiers:
            colonne = f", colonne {refus.colonne}" if refus.colonne else ""
            yield f"ligne {refus.ligne}{colonne} : {refus.motif}"
        if self._nombre > _MONTRES:
            yield f"… et {_nombre(self._nombre - _MONTRES)} autres motifs de refus (--rapport les donne tous)"


@contextmanager
def _rapport(chemin: Path | None, fichier: Path) -> Iterator[Callable[[Refus], object]]:
    """Opens the report before anything is imported; without a path, refusals are only counted."""
    if chemin is None:
        yield lambda refus: None
        return
    if chemin.exists() and fichier.exists() and chemin.samefile(fichier):
        raise CommandError("le rapport écraserait le fichier à importer", returncode=_ILLISIBLE)
    try:
        sortie = chemin.open("w", encoding="utf-8", newline="")
    except OSError as erreur:
        raise CommandError(f"{chemin} : écriture impossible ({erreur.strerror})", returncode=_ILLISIBLE) from erreur
    with sortie:
        tableau = csv.writer(sortie, delimiter=";", lineterminator="\n")
        tableau.writerow(Refus._fields)
        yield tableau.writerow


@contextmanager
def _avancement(fichier: Path, *, muet: bool) -> Iterator[Callable[[int], None]]:
    """A bar on stderr: part of the file read, bytes a second, time left."""
    taille = fichier.stat().st_size if fichier.is_file() else None
    with tqdm(total=taille, unit="o", unit_scale=True, desc=fichier.name, disable=muet, file=sys.stderr) as barre:

        def avancer(octets: int) -> None:
            barre.update(octets - barre.n)

        yield avancer


def _nombre(valeur: int) -> str:
    return f"{valeur:,}".replace(",", ESPACE_FINE)
