"""Complete simulations a second and core, and a file of them from one end to the other.

    python -m bench.simulations [--nombre 20000] [--lot 100000]

Complete: every line of a call with its régularisation, points, trimestres and sources. Processor time of this process.
"""

import argparse
import csv
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from cotisations.calcul import Situation, simuler

_CIBLE = 20_000
_RONDES = 5
_RACINE = Path(__file__).resolve().parent.parent


def mesurer(nombre: int) -> float:
    """Simulations a second: the median of several rounds, on incomes that are all different."""
    vitesses = []
    for _ in range(_RONDES):
        situations = [Situation(2026, Decimal(10 * rang), Decimal(9 * rang)) for rang in range(nombre)]
        debut = process_time()
        for situation in situations:
            simuler(situation)
        vitesses.append(nombre / (process_time() - debut))
    return median(vitesses)


def mesurer_un_lot(nombre: int) -> float:
    """Seconds of processor that `manage.py simuler --lot` takes, start of Python included."""
    with TemporaryDirectory(prefix="bench-simulations-") as repertoire:
        entrees, sorties = Path(repertoire) / "entrees.csv", Path(repertoire) / "sorties.jsonl"
        with entrees.open("w", newline="") as fichier:
            tableau = csv.writer(fichier, delimiter=";")
            tableau.writerow(["annee", "assiette", "assiette_precedente"])
            tableau.writerows((2024 + rang % 3, rang, rang // 2) for rang in range(nombre))
        environnement = os.environ | {"MODE": "demonstration", "REPERTOIRE_DONNEES": repertoire}
        debut = _secondes_des_enfants()
        with sorties.open("wb") as sortie:
            commande = [sys.executable, "manage.py", "simuler", "--lot", str(entrees)]
            subprocess.run(commande, cwd=_RACINE, env=environnement, stdout=sortie, check=True)
        duree = _secondes_des_enfants() - debut
        with sorties.open("rb") as sortie:
            assert sum(1 for _ in sortie) == nombre
    return duree


def _secondes_des_enfants() -> float:
    temps = os.times()
    return temps.children_user + temps.children_system


def main() -> int:
    """Prints the table, in Markdown; 1 when the target is missed."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("--nombre", type=int, default=20_000)
    lecteur.add_argument("--lot", type=int, default=100_000)
    options = lecteur.parse_args()
    vitesse = mesurer(options.nombre)
    duree = mesurer_un_lot(options.lot)
    print("\n### Simulations\n")
    print("| | mesuré | cible | |\n|---|---|---|---|")
    verdict = "tenue" if vitesse >= _CIBLE else "**manquée**"
    print(f"| simulations complètes par seconde et cœur | {vitesse:.0f} | ≥ {_CIBLE} | {verdict} |")
    print(f"| `simuler --lot`, {options.lot} lignes | {duree:.1f} s de processeur | | |")
    return int(vitesse < _CIBLE)


if __name__ == "__main__":
    sys.exit(main())
