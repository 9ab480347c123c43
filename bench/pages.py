"""Each page against an empty logged-in Django page: server CPU, queries, bytes.

    python -m bench.pages [--dossiers 250000] [--rondes 15] [--requetes 40]

Both servers are gunicorn with one synchronous worker on the same database. They take turns in short
rounds, so that a slow moment of the machine falls on both; figures are medians of the rounds.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from statistics import median

import django

from bench.base import base_remplie
from bench.serveurs import Serveur, servir

# path, logged in, most CPU against the floor, most queries
PAGES = (
    ("/connexion/", False, 2.0, 8),
    ("/espace/", True, 4.0, 8),
    ("/cotisations/", True, None, 8),
    ("/cotisations/echeancier/", True, None, 8),
    ("/cotisations/historique/", True, None, 8),
    ("/cotisations/appels/", True, None, 8),
    ("/documents/", True, None, 8),
    ("/documents/attestations/", True, None, 8),
    ("/verification/", False, 2.0, 0),
    ("/faq/", False, None, 0),
    ("/simulateur/?annee=2026&revenu=45000", False, 4.0, 0),
)
OCTETS_MAX = 20_000


@dataclass(frozen=True)
class Mesure:
    """One line of the table. `cpu` in milliseconds a request, `ratio` to the floor."""

    page: str
    cpu: float
    ratio: float
    requetes: int
    octets: int
    ratio_max: float | None
    requetes_max: int

    @property
    def est_tenue(self) -> bool:
        ratio_tenu = self.ratio_max is None or self.ratio <= self.ratio_max
        return ratio_tenu and self.requetes <= self.requetes_max and self.octets <= OCTETS_MAX


def mesurer(temoins: list[str], *, rondes: int, requetes: int) -> list[Mesure]:
    """`temoins`: session keys of as many members."""
    with (
        servir("bench.plancher.wsgi:application", {}) as plancher,
        servir("carpimko_portal.wsgi:application", {}) as portail,
    ):
        cibles = [(plancher, "/", True)] + [(portail, page, connecte) for page, connecte, *_ in PAGES]
        durees: list[list[float]] = [[] for _ in cibles]
        tours = cycle(temoins)
        for ronde in range(rondes + 1):
            for duree, (serveur, chemin, connecte) in zip(durees, cibles, strict=True):
                cpu = _cpu(serveur, chemin, tours if connecte else cycle([""]), requetes)
                if ronde:  # the first round warms both servers
                    duree.append(cpu)
    base = median(durees[0])
    mesures = [Mesure("page vide (plancher)", base * 1000, 1.0, 2, 0, None, 2)]
    for duree, (chemin, connecte, ratio_max, requetes_max) in zip(durees[1:], PAGES, strict=True):
        nombre, octets = _compter(chemin, temoins[0] if connecte else "")
        cpu = median(duree)
        mesures.append(Mesure(chemin, cpu * 1000, cpu / base, nombre, octets, ratio_max, requetes_max))
    return mesures


def _cpu(serveur: Serveur, chemin: str, temoins: Iterator[str], requetes: int) -> float:
    avant = serveur.secondes()
    for _ in range(requetes):
        serveur.demander(chemin, next(temoins))
    return (serveur.secondes() - avant) / requetes


def _compter(chemin: str, temoin: str) -> tuple[int, int]:
    """Queries and bytes of a page, in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    navigateur = Client(headers={"host": "localhost"})
    if temoin:
        navigateur.cookies["session"] = temoin
    with CaptureQueriesContext(connection) as capture:
        reponse = navigateur.get(chemin)
    return len(capture), len(reponse.content)


def ouvrir_sessions(nombre: int) -> list[str]:
    """Session keys of `nombre` affiliés who have écritures, each with a compte."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from accounts.enums import TypeDossier
    from accounts.models import Acces, Dossier
    from accounts.services import ouvrir_compte
    from accounts.sessions import ouvrir_session

    temoins = []
    dossiers = Dossier.objects.filter(type=TypeDossier.AFFILIE, ecritures__isnull=False).order_by("numero").distinct()
    for dossier in dossiers[:nombre]:
        acces = Acces.objects.filter(dossier=dossier).select_related("compte").first()
        compte = acces.compte if acces else ouvrir_compte(dossier=dossier, mot_de_passe="Mesure-2026", par=None)
        session = SessionStore()
        session[SESSION_KEY] = str(compte.pk)
        session[BACKEND_SESSION_KEY] = "accounts.authentification.NumeroDeDossier"
        session[HASH_SESSION_KEY] = compte.get_session_auth_hash()
        ouvrir_session(session, acces=compte.acces.get(), maintenant=timezone.now())
        session.save()
        temoins.append(str(session.session_key))
    return temoins


def afficher(moteur: str, dossiers: int, mesures: list[Mesure]) -> None:
    """The table, in Markdown."""
    print(f"\n### Pages, {moteur}, {dossiers} dossiers\n")
    print("| page | CPU ms | × plancher | cible | requêtes | octets | |\n|---|---|---|---|---|---|---|")
    for m in mesures:
        cible = f"≤ {m.ratio_max:g}" if m.ratio_max else ""
        verdict = "tenue" if m.est_tenue else "**manquée**"
        print(f"| {m.page} | {m.cpu:.2f} | {m.ratio:.2f} | {cible} | {m.requetes} | {m.octets} | {verdict} |")


def main() -> None:
    analyse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    analyse.add_argument("--dossiers", type=int, default=250_000)
    analyse.add_argument("--rondes", type=int, default=15)
    analyse.add_argument("--requetes", type=int, default=40)
    analyse.add_argument("--moteur", choices=["sqlite", "postgresql"], default="sqlite")
    options = analyse.parse_args()
    with base_remplie(options.moteur, options.dossiers) as environnement:
        os.environ.update(environnement)
        django.setup()
        mesures = mesurer(ouvrir_sessions(20), rondes=options.rondes, requetes=options.requetes)
    afficher(options.moteur, options.dossiers, mesures)
    sys.exit(0 if all(m.est_tenue for m in mesures) else 1)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carpimko_portal.settings")
    main()
