"""Invented data in the three formats of `docs/import.md`."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.imports.dossiers import DOSSIERS, NOMS
from accounts.imports.moteur import Genre
from carpimko_portal.lib.montants import en_euros
from cotisations.imports import ECHEANCES, ECRITURES
from demonstration.comptabilite import Mouvement, Tranche

GENRES: dict[str, Genre] = {"dossiers": DOSSIERS, "ecritures": ECRITURES, "echeances": ECHEANCES}


@dataclass(frozen=True)
class Fichiers:
    """Three open CSV files."""

    dossiers: Any
    ecritures: Any
    echeances: Any

    def ecrire(self, dossier: Mapping[str, str], mouvements: Iterable[Mouvement], tranches: Iterable[Tranche]) -> None:
        """Adds a dossier and its account."""
        numero = dossier["numero"]
        self.dossiers.writerow([dossier.get(nom, "") for nom in NOMS])
        self.ecritures.writerows(
            (numero, f"demo-{numero}-{m.cle}", m.nature.value, m.annee, en_euros(m.montant), m.le, m.libelle)
            for m in mouvements
        )
        self.echeances.writerows((numero, t.annee, t.rang, t.exigible_le, en_euros(t.montant)) for t in tranches)


@contextmanager
def ouvrir_fichiers(repertoire: Path) -> Iterator[Fichiers]:
    """Creates `dossiers.csv`, `ecritures.csv` and `echeances.csv` in a directory made when missing."""
    repertoire.mkdir(parents=True, exist_ok=True)
    with ExitStack() as pile:
        tableaux = []
        for nom, genre in GENRES.items():
            sortie = pile.enter_context((repertoire / f"{nom}.csv").open("w", encoding="utf-8", newline=""))
            tableaux.append(csv.writer(sortie, delimiter=";", lineterminator="\n"))
            tableaux[-1].writerow(colonne.nom for colonne in genre.colonnes())
        yield Fichiers(*tableaux)
