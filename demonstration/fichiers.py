"""Invented data in the formats of `docs/import.md`."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.imports.dossiers import DOSSIERS, NOMS
from accounts.imports.moteur import Genre
from carpimko_portal.lib.montants import en_euros
from cotisations.imports import ECHEANCES, ECRITURES, REVENUS
from demonstration.comptabilite import Mouvement, Revenu, Tranche

GENRES: dict[str, Genre] = {
    "dossiers": DOSSIERS,
    "ecritures": ECRITURES,
    "echeances": ECHEANCES,
    "revenus": REVENUS,
}


@dataclass(frozen=True)
class Fichiers:
    """Open CSV files."""

    dossiers: Any
    ecritures: Any
    echeances: Any
    revenus: Any

    def ecrire(
        self,
        dossier: Mapping[str, str],
        mouvements: Iterable[Mouvement],
        tranches: Iterable[Tranche],
        revenus: Iterable[Revenu],
    ) -> None:
        """Adds a dossier, its account and its incomes; not what the portal writes itself."""
        numero = dossier["numero"]
        self.dossiers.writerow([dossier.get(nom, "") for nom in NOMS])
        self.ecritures.writerows(
            (numero, f"demo-{numero}-{m.cle}", m.nature.value, m.annee, en_euros(m.montant), m.le, m.libelle)
            for m in mouvements
            if not m.est_emis
        )
        self.echeances.writerows(
            (numero, t.annee, t.rang, t.exigible_le, en_euros(t.montant)) for t in tranches if not t.est_emise
        )
        self.revenus.writerows((numero, r.annee, en_euros(r.assiette), r.declare_le) for r in revenus)


@contextmanager
def ouvrir_fichiers(repertoire: Path) -> Iterator[Fichiers]:
    """Creates `dossiers.csv`, `ecritures.csv`, `echeances.csv` and `revenus.csv` in a directory made when missing."""
    repertoire.mkdir(parents=True, exist_ok=True)
    with ExitStack() as pile:
        tableaux = []
        for nom, genre in GENRES.items():
            sortie = pile.enter_context((repertoire / f"{nom}.csv").open("w", encoding="utf-8", newline=""))
            tableaux.append(csv.writer(sortie, delimiter=";", lineterminator="\n"))
            tableaux[-1].writerow(colonne.nom for colonne in genre.colonnes())
        yield Fichiers(*tableaux)
