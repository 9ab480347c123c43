"""What a check of the limits costs: microseconds of wall time, on both engines.

    python -m bench.limites [--essais 2000] [--fils 8]

Each engine gets an empty database of its own; PostgreSQL waits for its disk (the durability that the tests
turn off is put back). `connexion` is the whole passage of an unknown browser: five buckets in one transaction.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

from bench.base import sur_une_base_vide

MAX_US = {"sqlite": 1_500.0, "postgresql": 15_000.0}  # median of `connexion`, accepted


def mesurer(essais: int, fils: int) -> dict[str, tuple[float, float]]:
    """Median and 99th centile of each line; the last is the rate of `fils` threads, as (per second, 0)."""
    from django.test import RequestFactory

    from accounts.enums import TypeDossier
    from accounts.limites import Prise, consommer, seaux
    from accounts.limites.connexion import admettre_connexion
    from accounts.limites.gcra import Charge
    from carpimko_portal.lib.refus import TropDeDemandes

    def connexion(rang: int) -> Charge:
        request = RequestFactory().post("/", REMOTE_ADDR=f"10.{rang >> 16 & 255}.{rang >> 8 & 255}.{rang & 255}")
        numero = f"{rang:07d}"
        return admettre_connexion(request, type_dossier=TypeDossier.AFFILIE, numero=numero, appareil=None).charge

    def un_seau(rang: int) -> None:
        consommer([Prise(seaux.CONNEXION_ADRESSE, f"un {rang}")])

    def refuse(_: int) -> None:
        try:
            consommer([Prise(seaux.REINITIALISATION_LETTRE, "toujours le même")])
        except TropDeDemandes:
            return

    mesures = {"un seau": _chronometrer(un_seau, essais), "un seau, refusé": _chronometrer(refuse, essais)}
    mesures["connexion"] = _chronometrer(lambda rang: connexion(rang * 257), essais)
    charges = [connexion(10_000_000 + rang * 257) for rang in range(min(essais, 500))]
    mesures["connexion, rendue"] = _chronometrer(lambda rang: charges[rang].rendre(), len(charges))
    mesures[f"un seau, {fils} fils"] = (_debit(un_seau, essais, fils), 0.0)
    return mesures


def _chronometrer(travail: Callable[[int], object], fois: int) -> tuple[float, float]:
    durees = []
    for rang in range(fois):
        debut = time.perf_counter_ns()
        travail(rang)
        durees.append((time.perf_counter_ns() - debut) / 1000)
    return median(durees), quantiles(durees, n=100)[-1]


def _debit(travail: Callable[[int], None], fois: int, fils: int) -> float:
    from django.db import connection

    def part(fil: int) -> None:
        for rang in range(fois // fils):
            travail(1_000_000 * (fil + 1) + rang)
        connection.close()

    debut = time.perf_counter()
    with ThreadPoolExecutor(fils) as equipe:
        list(equipe.map(part, range(fils)))
    return fois // fils * fils / (time.perf_counter() - debut)


def afficher(moteur: str, mesures: dict[str, tuple[float, float]]) -> bool:
    """The table, in Markdown; whether the target is held."""
    print(f"\n### Limites, {moteur}\n\n| | médiane µs | p99 µs |\n|---|---|---|")
    for nom, (milieu, haut) in mesures.items():
        print(f"| {nom} | {milieu:.0f} | {haut:.0f} |" if haut else f"| {nom} | {milieu:.0f}/s | |")
    tenue = mesures["connexion"][0] <= MAX_US[moteur]
    print(f"\nCible : connexion ≤ {MAX_US[moteur]:.0f} µs, {'tenue' if tenue else '**manquée**'}.")
    return tenue


def main() -> None:
    analyse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    analyse.add_argument("--essais", type=int, default=2000)
    analyse.add_argument("--fils", type=int, default=8)
    analyse.add_argument("--moteur", choices=list(MAX_US), help=argparse.SUPPRESS)
    options = analyse.parse_args()
    if not options.moteur:
        arguments = ["--essais", str(options.essais), "--fils", str(options.fils)]
        sys.exit(max(sur_une_base_vide(moteur, "bench.limites", *arguments) for moteur in MAX_US))
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carpimko_portal.settings")
    django.setup()
    mesures = mesurer(options.essais, options.fils)
    sys.exit(0 if afficher(options.moteur, mesures) else 1)


if __name__ == "__main__":
    main()
