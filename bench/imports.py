"""The importer of dossiers against the engine's own bulk load of the same file, from opening it to the commit.

`python -m bench.imports --dossiers 250000`. The floor loads the raw cells into a table with a primary
key and a unique number: COPY on PostgreSQL, one `executemany` on SQLite. Rounds alternate; medians.
"""

import argparse
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import psycopg
from psycopg.conninfo import make_conninfo
from tqdm import tqdm

from tests.services import postgresql

RATIO_MAX = 6.0
CROISSANCE_MAX = 1.15  # of the peak memory, from a tenth of the rows to all
_RACINE = Path(__file__).resolve().parent.parent
_IMPORT = """
import json, pathlib, resource, sys, time
import django
django.setup()
from accounts.imports.dossiers import DOSSIERS
from accounts.imports.moteur import importer
debut = time.perf_counter()
bilan = importer(genre=DOSSIERS, chemin=pathlib.Path(sys.argv[1]), refuser=print)
secondes = time.perf_counter() - debut
memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"secondes": secondes, "memoire": memoire, "lues": bilan.lues, "creees": bilan.creees}))
"""


@dataclass(frozen=True)
class Mesure:
    """Medians of one engine: seconds, and MiB at the peak of the importer."""

    moteur: str
    plancher: float
    premiere: float
    seconde: float
    memoire: float
    memoire_dixieme: float

    @property
    def ratio(self) -> float:
        return self.premiere / self.plancher

    @property
    def croissance(self) -> float:
        return self.memoire / self.memoire_dixieme

    @property
    def tenue(self) -> bool:
        return self.ratio <= RATIO_MAX and self.croissance <= CROISSANCE_MAX


@dataclass(frozen=True)
class Moteur:
    """`vierge` empties the portal's base; `plancher` loads the raw file and returns seconds."""

    nom: str
    url: str
    vierge: Callable[[], None]
    plancher: Callable[[Path], float]


def mesurer(moteur: Moteur, fichier: Path, dixieme: Path, tours: int) -> Mesure:
    """Floor, import and import again, in turn."""
    moteur.vierge()
    memoire_dixieme = _importer(moteur, dixieme)["memoire"]
    planchers, premieres, secondes, memoires = [], [], [], []
    for _ in tqdm(range(tours), desc=f"imports, {moteur.nom}"):
        planchers.append(moteur.plancher(fichier))
        moteur.vierge()
        premiere = _importer(moteur, fichier)
        assert premiere["creees"] == premiere["lues"] > 0
        premieres.append(premiere["secondes"])
        memoires.append(premiere["memoire"])
        secondes.append(_importer(moteur, fichier)["secondes"])
    return Mesure(moteur.nom, median(planchers), median(premieres), median(secondes), median(memoires), memoire_dixieme)


def _importer(moteur: Moteur, fichier: Path) -> dict[str, float]:
    sortie = subprocess.run(
        [sys.executable, "-c", _IMPORT, str(fichier)],
        cwd=_RACINE,
        env=os.environ | {"DATABASE_URL": moteur.url},
        check=True,
        stdout=subprocess.PIPE,
    )
    resultat: dict[str, float] = json.loads(sortie.stdout)
    return resultat


@contextmanager
def moteur_sqlite(repertoire: Path) -> Iterator[Moteur]:
    """A file of its own, copied from a migrated one before each import."""
    modele, base = repertoire / "modele.sqlite3", repertoire / "portail.sqlite3"
    _gerer(f"sqlite:///{modele}", "migrate", "--verbosity", "0")

    def vierge() -> None:
        for suffixe in ("-wal", "-shm"):
            base.with_name(base.name + suffixe).unlink(missing_ok=True)
        shutil.copy(modele, base)

    def plancher(fichier: Path) -> float:
        brut = repertoire / "plancher.sqlite3"
        with closing(sqlite3.connect(brut, isolation_level=None)) as connexion:
            connexion.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; DROP TABLE IF EXISTS plancher")
            connexion.execute(_table(fichier, "INTEGER PRIMARY KEY"))
            debut = perf_counter()
            with fichier.open(encoding="utf-8", newline="") as ouvert:
                lignes = csv.reader(ouvert, delimiter=";")
                noms = next(lignes)
                connexion.execute("BEGIN IMMEDIATE")
                marques = ", ".join("?" * len(noms))
                connexion.executemany(f"INSERT INTO plancher ({', '.join(noms)}) VALUES ({marques})", lignes)
                connexion.execute("COMMIT")
            duree = perf_counter() - debut
        brut.unlink()
        return duree

    yield Moteur("SQLite", f"sqlite:///{base}", vierge, plancher)


@contextmanager
def moteur_postgresql() -> Iterator[Moteur]:
    """A server of its own; each import has a database cloned from a migrated one."""
    with postgresql() as url:
        modele, base = (f"{url.rpartition('/')[0]}/{nom}" for nom in ("modele", "portail"))
        _ordre(url, "CREATE DATABASE modele")
        _gerer(modele, "migrate", "--verbosity", "0")

        def vierge() -> None:
            _ordre(url, "DROP DATABASE IF EXISTS portail")
            _ordre(url, "CREATE DATABASE portail TEMPLATE modele")

        def plancher(fichier: Path) -> float:
            with psycopg.connect(url, autocommit=True) as connexion, connexion.cursor() as curseur:
                curseur.execute("DROP TABLE IF EXISTS plancher")
                curseur.execute(_table(fichier, "bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY").encode())
                debut = perf_counter()
                noms = ", ".join(_noms(fichier))
                options = f"(FORMAT csv, HEADER, DELIMITER ';', FORCE_NOT_NULL ({noms}))"
                ordre = f"COPY plancher ({noms}) FROM STDIN {options}"
                with fichier.open("rb") as ouvert, curseur.copy(ordre.encode()) as copie:
                    while bloc := ouvert.read(1 << 18):
                        copie.write(bloc)
                return perf_counter() - debut

        yield Moteur("PostgreSQL", base, vierge, plancher)


def _ordre(url: str, ordre: str) -> None:
    with psycopg.connect(make_conninfo(url), autocommit=True) as connexion:
        connexion.execute(ordre.encode())


def _noms(fichier: Path) -> list[str]:
    with fichier.open(encoding="utf-8") as ouvert:
        return ouvert.readline().strip().split(";")


def _table(fichier: Path, identifiant: str) -> str:
    colonnes = ", ".join(f"{nom} varchar NOT NULL" for nom in _noms(fichier))
    return f"CREATE TABLE plancher (id {identifiant}, {colonnes}, UNIQUE (numero))"


def _gerer(url: str, *arguments: str) -> None:
    environnement = os.environ | {"DATABASE_URL": url}
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=_RACINE, env=environnement, check=True)


def _dixieme(fichier: Path, dossiers: int) -> Path:
    """The same file, cut after a tenth of its lines (at least two lots, the unit of memory)."""
    coupe = fichier.with_name("dixieme.csv")
    with fichier.open("rb") as source, coupe.open("wb") as sortie:
        sortie.writelines(ligne for _, ligne in zip(range(max(dossiers // 10, 20_000) + 1), source, strict=False))
    return coupe


def main() -> int:
    """Prints the table, in Markdown; 1 when a target is missed."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("--dossiers", type=int, default=250_000)
    lecteur.add_argument("--tours", type=int, default=3)
    arguments = lecteur.parse_args()
    with TemporaryDirectory(prefix="bench-imports-") as nom:
        repertoire = Path(nom)
        os.environ |= {
            "MODE": "demonstration",
            "REPERTOIRE_DONNEES": nom,
            "NIVEAU_JOURNAUX": "ERROR",
            "DJANGO_SETTINGS_MODULE": "carpimko_portal.settings",
        }
        nombre = str(arguments.dossiers)
        _gerer("sqlite://", "generer_jeu", "--dossiers", nombre, "--repertoire", nom, "--verbosity", "0")
        fichier = repertoire / "dossiers.csv"
        dixieme = _dixieme(fichier, arguments.dossiers)
        with moteur_sqlite(repertoire) as sqlite, moteur_postgresql() as pg:
            mesures = [mesurer(moteur, fichier, dixieme, arguments.tours) for moteur in (sqlite, pg)]
    print(f"\n### Import de {arguments.dossiers} dossiers\n")
    print("| moteur | chargement brut (s) | import (s) | × brut | cible | second passage (s) | Mio | × un dixième | |")
    print("|---|---|---|---|---|---|---|---|---|")
    for mesure in mesures:
        print(
            f"| {mesure.moteur} | {mesure.plancher:.2f} | {mesure.premiere:.2f} | {mesure.ratio:.2f} | "
            f"≤ {RATIO_MAX:g} | {mesure.seconde:.2f} | {mesure.memoire:.0f} | {mesure.croissance:.2f} | "
            f"{'tenue' if mesure.tenue else '**manquée**'} |"
        )
    return int(not all(mesure.tenue for mesure in mesures))


if __name__ == "__main__":
    sys.exit(main())
