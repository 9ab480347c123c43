"""What a request for a provisional password costs: queries and milliseconds, for dossiers that exist or not.

    python -m bench.reinitialisation [--essais 250]

« Valider votre choix », through the whole portal, without its floor; known and unknown dossiers in turn. `KS` is the
distance between the two distributions of times; under the threshold, nothing tells them apart.
"""

import argparse
import os
import re
import sys
import time
from datetime import timedelta
from statistics import median
from typing import Any

from bench.base import sur_une_base_vide

MAX_REQUETES = 5
_CHOIX = "/mot-de-passe-oublie/choix/"
_TECHNIQUE = re.compile(r"django_session|accounts_niveauseau|pg_advisory|^(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)")


def mesurer(essais: int) -> tuple[dict[bool, list[float]], list[str]]:
    """Milliseconds of each request, by whether the dossier exists; the statements of one, technical ones left out."""
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.harnais.personas import creer_dossier

    settings.PLANCHER_REPONSE, settings.ALLOWED_HOSTS = timedelta(0), ["testserver"]
    durees: dict[bool, list[float]] = {True: [], False: []}
    for rang in range(essais):
        creer_dossier(f"{1_000_000 + rang}")
    for rang in range(2 * essais):
        connu = rang % 2 == 0
        client = _sur_la_seconde_page(f"{1_000_000 + rang // 2 + (0 if connu else 5_000_000)}")
        adresse = f"10.{rang >> 16}.{rang >> 8 & 255}.{rang & 255}"
        debut = time.perf_counter()
        reponse = client.post(_CHOIX, {"canal": "lettre"}, REMOTE_ADDR=adresse)
        durees[connu].append(1000 * (time.perf_counter() - debut))
        assert reponse.status_code == 302
    with CaptureQueriesContext(connection) as vues:
        _sur_la_seconde_page("9000000").post(_CHOIX, {"canal": "lettre"}, REMOTE_ADDR="192.0.2.1")
    metier = [vue["sql"] for vue in vues.captured_queries if not _TECHNIQUE.search(vue["sql"])]
    return {connu: de[2:] for connu, de in durees.items()}, metier


def _sur_la_seconde_page(numero: str) -> Any:
    """A visitor who has named this dossier."""
    from django.test import Client

    from accounts.enums import TypeDossier
    from accounts.reinitialisation import parcours

    client = Client()
    session = client.session
    parcours.commencer(session, type_dossier=TypeDossier.AFFILIE, numero=numero)
    session.save()
    client.cookies["session"] = session.session_key or ""
    return client


def afficher(moteur: str, durees: dict[bool, list[float]], metier: list[str]) -> bool:
    """The table, in Markdown; whether the target is held."""
    from tests.harnais.statistiques import ecart_ks, seuil_ks

    ecart, seuil = ecart_ks(durees[True], durees[False]), seuil_ks(len(durees[True]), len(durees[False]), risque=0.01)
    print(f"\n### Demande de mot de passe, {moteur}\n\n| | connu | inconnu |\n|---|---|---|")
    print(f"| médiane ms | {median(durees[True]):.2f} | {median(durees[False]):.2f} |")
    print(f"\nKS {ecart:.3f} (seuil à 1 % : {seuil:.3f}). {len(metier)} requêtes, cible ≤ {MAX_REQUETES}.")
    return len(metier) <= MAX_REQUETES


def main() -> None:
    analyse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    analyse.add_argument("--essais", type=int, default=250)
    analyse.add_argument("--moteur", choices=["sqlite", "postgresql"], help=argparse.SUPPRESS)
    options = analyse.parse_args()
    if not options.moteur:
        arguments = ["--essais", str(options.essais)]
        moteurs = ("sqlite", "postgresql")
        sys.exit(max(sur_une_base_vide(moteur, "bench.reinitialisation", *arguments) for moteur in moteurs))
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carpimko_portal.settings")
    django.setup()
    sys.exit(0 if afficher(options.moteur, *mesurer(options.essais)) else 1)


if __name__ == "__main__":
    main()
