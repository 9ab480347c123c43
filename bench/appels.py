"""Issuing the calls of the whole fund against `bulk_create` of the very rows it writes, in the same run.

`python -m bench.appels --dossiers 250000`. The floor is the time spent inside `bulk_create`, commits apart: what is
measured on top is reading, computing, building the rows, dividing, keeping the journal. Then the same again, when
nothing is left to issue; and the memory of a tenth of the dossiers against all of them.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.services import postgresql

RATIO_MAX = 6.0
CROISSANCE_MAX = 1.15  # of the peak memory, from a tenth of the dossiers to all
_RACINE = Path(__file__).resolve().parent.parent
_EMISSION = """
import json, resource, time
import django
django.setup()
from django.db.models import QuerySet
from cotisations.appels.lots import emettre_appels
creer, plancher, lignes = QuerySet.bulk_create, 0.0, 0
def chronometrer(self, objets, *arguments, **options):
    global plancher, lignes
    objets = list(objets)
    debut = time.perf_counter()
    rendus = creer(self, objets, *arguments, **options)
    plancher += time.perf_counter() - debut
    lignes += len(objets)
    return rendus
QuerySet.bulk_create = chronometrer
debut = time.perf_counter()
bilan = emettre_appels(annee=2026, refuser=lambda refus: None)
secondes = time.perf_counter() - debut
memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"secondes": secondes, "plancher": plancher, "lignes": lignes, "memoire": memoire,
                  "emis": bilan.emis, "refuses": bilan.refuses}))
"""


@dataclass(frozen=True)
class Mesure:
    """Of one engine: seconds, rows, and MiB at the peak."""

    moteur: str
    emis: int
    lignes: int
    plancher: float
    secondes: float
    reprise: float
    memoire: float
    memoire_dixieme: float

    @property
    def ratio(self) -> float:
        return self.secondes / self.plancher

    @property
    def croissance(self) -> float:
        return self.memoire / self.memoire_dixieme

    @property
    def tenue(self) -> bool:
        return self.ratio <= RATIO_MAX and self.croissance <= CROISSANCE_MAX


def mesurer(moteur: str, dossiers: int) -> Mesure:
    """A tenth first, then all, then all again."""
    with _caisse(moteur, max(dossiers // 10, 2_000)) as environnement:
        memoire_dixieme = _emettre(environnement)["memoire"]
    with _caisse(moteur, dossiers) as environnement:
        premiere, seconde = _emettre(environnement), _emettre(environnement)
    assert premiere["emis"] > 0
    assert premiere["refuses"] == seconde["emis"] == 0
    return Mesure(
        moteur,
        int(premiere["emis"]),
        int(premiere["lignes"]),
        premiere["plancher"],
        premiere["secondes"],
        seconde["secondes"],
        premiere["memoire"],
        memoire_dixieme,
    )


@contextmanager
def _caisse(moteur: str, dossiers: int) -> Iterator[dict[str, str]]:
    """A database of its own with that many invented dossiers and their incomes."""
    with ExitStack() as pile:
        repertoire = pile.enter_context(TemporaryDirectory(prefix="bench-appels-"))
        environnement = os.environ | {
            "MODE": "demonstration",
            "REPERTOIRE_DONNEES": repertoire,
            "NIVEAU_JOURNAUX": "ERROR",
            "DJANGO_SETTINGS_MODULE": "carpimko_portal.settings",
            "DATABASE_URL": f"sqlite:///{repertoire}/portail.sqlite3",
        }
        if moteur == "postgresql":
            environnement["DATABASE_URL"] = pile.enter_context(postgresql())
        for commande in (
            ["migrate"],
            ["generer_jeu", "--dossiers", str(dossiers), "--repertoire", repertoire],
            ["importer_dossiers", f"{repertoire}/dossiers.csv"],
            ["importer_revenus", f"{repertoire}/revenus.csv"],
        ):
            _python(environnement, "manage.py", *commande, "--verbosity", "0")
        yield environnement


def _emettre(environnement: dict[str, str]) -> dict[str, float]:
    lu: dict[str, float] = json.loads(_python(environnement, "-c", _EMISSION))
    return lu


def _python(environnement: dict[str, str], *arguments: str) -> str:
    fait = subprocess.run(
        [sys.executable, *arguments], cwd=_RACINE, env=environnement, check=True, stdout=subprocess.PIPE, text=True
    )
    return fait.stdout


def main() -> int:
    """Prints the table, in Markdown; 1 when a target is missed."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("--dossiers", type=int, default=250_000)
    arguments = lecteur.parse_args()
    mesures = [mesurer(moteur, arguments.dossiers) for moteur in ("sqlite", "postgresql")]
    print(f"\n### Émission des appels, {arguments.dossiers} dossiers\n")
    print(
        "| moteur | appels | lignes | bulk_create (s) | émission (s) | × | cible | second passage (s) | Mio "
        "| × un dixième | |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for mesure in mesures:
        print(
            f"| {mesure.moteur} | {mesure.emis} | {mesure.lignes} | {mesure.plancher:.2f} | {mesure.secondes:.2f} | "
            f"{mesure.ratio:.2f} | ≤ {RATIO_MAX:g} | {mesure.reprise:.2f} | {mesure.memoire:.0f} | "
            f"{mesure.croissance:.2f} | {'tenue' if mesure.tenue else '**manquée**'} |"
        )
    return int(not all(mesure.tenue for mesure in mesures))


if __name__ == "__main__":
    sys.exit(main())
