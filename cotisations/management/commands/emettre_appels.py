"""`manage.py emettre_appels --annee 2026 [--essai] [--rapport refus.csv]`"""

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

from carpimko_portal.lib.nombres import ecrire_entier
from cotisations.appels.lots import Bilan, Refus, concernes, emettre_appels
from cotisations.calcul import BaremeAbsent, bareme_de

_MONTRES = 10  # refusals said on the terminal; the report names all
_REFUSES, _IMPOSSIBLE = 1, 2  # exit codes
_COMPTES = (
    ("emis", "émis", "émis"),
    ("rectifies", "rectifié", "rectifiés"),
    ("inchanges", "inchangé", "inchangés"),
    ("sans_objet", "sans objet", "sans objet"),
    ("refuses", "refusé", "refusés"),
)


class Command(BaseCommand):
    """Issues the calls of a year. Exit code: 0 all issued, 1 some refused, 2 nothing can be."""

    help = "Émet les appels de cotisations d’une année, ou ce qui en manque (docs/appels.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--annee", type=int, required=True, help="année de cotisation")
        parser.add_argument("--essai", action="store_true", help="calcule tout et n’écrit rien")
        parser.add_argument("--sans-courriel", action="store_true", help="n’avertit personne par e-mail")
        parser.add_argument("--rapport", type=Path, help="fichier CSV qui recevra numéro et motif des refus")

    def handle(self, *args: Any, **options: Any) -> None:
        debut = time.monotonic()
        try:
            bareme_de(options["annee"])
            with (
                _rapport(options["rapport"]) as ecrire,
                _avancement(options["annee"], muet=options["verbosity"] == 0) as avancer,
            ):
                refus = _Refus(ecrire)
                bilan = emettre_appels(
                    annee=options["annee"],
                    essai=options["essai"],
                    avertir=not options["sans_courriel"],
                    refuser=refus.noter,
                    avancer=avancer,
                )
        except BaremeAbsent as erreur:
            raise CommandError(str(erreur), returncode=_IMPOSSIBLE) from erreur
        except (OperationalError, ProgrammingError) as erreur:
            raise CommandError(
                "la base ne répond pas, ou « manage.py migrate » reste à lancer", returncode=_IMPOSSIBLE
            ) from erreur
        for ligne in refus.a_dire():
            self.stderr.write(ligne)
        if options["verbosity"] > 0:
            self._resumer(bilan, time.monotonic() - debut, essai=options["essai"])
        if bilan.refuses:
            sys.exit(_REFUSES)

    def _resumer(self, bilan: Bilan, secondes: float, *, essai: bool) -> None:
        comptes = ", ".join(
            f"{ecrire_entier(valeur)} {pluriel if valeur > 1 else singulier}"
            for valeur, singulier, pluriel in ((getattr(bilan, nom), *mots) for nom, *mots in _COMPTES)
        )
        duree = f"{secondes:.1f}".replace(".", ",")
        self.stdout.write(f"{ecrire_entier(bilan.lus)} dossier{'s' if bilan.lus > 1 else ''} : {comptes} ({duree} s).")
        if essai:
            self.stdout.write("Essai : rien n’a été écrit.")


class _Refus:
    """Writes each refusal to the report and keeps the first ones for the terminal."""

    def __init__(self, ecrire: Callable[[tuple[str, str]], object]) -> None:
        self._ecrire = ecrire
        self._premiers: list[Refus] = []
        self._nombre = 0

    def noter(self, refus: Refus) -> None:
        self._ecrire((refus.numero, refus.motif))
        self._nombre += 1
        if self._nombre <= _MONTRES:
            self._premiers.append(refus)

    def a_dire(self) -> Iterator[str]:
        for refus in self._premiers:
            yield f"dossier {refus.numero} : {refus.motif}"
        if self._nombre > _MONTRES:
            yield f"… et {ecrire_entier(self._nombre - _MONTRES)} autres refus (--rapport les donne tous)"


@contextmanager
def _rapport(chemin: Path | None) -> Iterator[Callable[[tuple[str, str]], object]]:
    """Opens the report before anything is issued; without a path, refusals are only counted."""
    if chemin is None:
        yield lambda refus: None
        return
    try:
        sortie = chemin.open("w", encoding="utf-8", newline="")
    except OSError as erreur:
        raise CommandError(f"{chemin} : écriture impossible ({erreur.strerror})", returncode=_IMPOSSIBLE) from erreur
    with sortie:
        tableau = csv.writer(sortie, delimiter=";", lineterminator="\n")
        tableau.writerow(("numero", "motif"))
        yield tableau.writerow


@contextmanager
def _avancement(annee: int, *, muet: bool) -> Iterator[Callable[[int], object]]:
    """A bar on stderr: dossiers dealt with, how many a second, time left."""
    total = None if muet else concernes(annee).count()
    with tqdm(total=total, unit="dossier", desc="appels", disable=muet, file=sys.stderr) as barre:
        yield barre.update
