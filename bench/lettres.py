"""Printing letters: CPU per letter, memory from the first to the last, and what a batch costs as a whole.

    python -m bench.lettres [--lettres 5000]

`impression` is the printing alone; `lot` is all that a worker does for a chunk (rows, journal, seal), without
the hashes; `argon2id` is the cost of one hash, by design; `fichier` is what downloading costs. SQLite.
"""

import argparse
import resource
import sys
from datetime import date
from statistics import median
from time import process_time
from unittest.mock import patch

from bench.passage import migrer, portail_de_passage

MS_MAX, MEMOIRE_MAX, CROISSANCE_MAX = 5.0, 120.0, 1.15
TRANCHE = 100


def _memoire() -> float:
    """Resident memory now, in MiB."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 1024**2


def impression(lettres: int) -> tuple[float, float, float]:
    """CPU in ms for one letter (median of the chunks), memory after the first chunk and at its highest."""
    from accounts.courriers.impression import imprimer
    from accounts.courriers.lettre import Lettre
    from accounts.provisoires.symboles import presenter, tirer

    adresse = ("Madame Alice Fictive", "Appartement 12", "Résidence des Essais", "12 RUE DE L EXEMPLE", "00000 VILLE")
    durees, memoires = [], []
    for premier in range(1, lettres + 1, TRANCHE):
        tranche = [
            Lettre("L20261122-7F3A", rang, lettres, adresse, "Madame,", 21 + 9 * (rang % 2), presenter(tirer()))
            for rang in range(premier, premier + TRANCHE)
        ]
        debut = process_time()
        imprimer(tranche, le=date(2026, 11, 22))
        durees.append((process_time() - debut) * 1000 / TRANCHE)
        memoires.append(_memoire())
    return median(durees[1:] or durees), memoires[0], max(memoires)


def lot(lettres: int) -> tuple[float, float, float, float]:
    """CPU in ms for one letter of a whole batch and of its download, memory before the download and the peak."""
    from accounts.courriers.preparation import preparer_lot
    from accounts.courriers.telechargement import demander_telechargement, telecharger_lot
    from accounts.courriers.tirage import imprimer_les_dues
    from accounts.models import Compte, LotDeCourriers

    agent = Compte.objects.create(identifiant="agent@essai.example", password="!", est_agent=True)
    _demander(lettres)
    debut = process_time()
    with patch("accounts.courriers.tirage.make_password", lambda tire: "essai"):
        preparer_lot(par=agent)
        while imprimer_les_dues():
            pass
    duree, prepare = (process_time() - debut) * 1000 / lettres, _memoire()
    fini = LotDeCourriers.objects.get()
    billet, debut = demander_telechargement(lot=fini, par=agent), process_time()
    telecharger_lot(lot=fini, billet=billet.public_id, par=agent)
    sommet = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return duree, (process_time() - debut) * 1000 / lettres, prepare, sommet


def argon2id() -> float:
    """CPU in ms for one hash."""
    from django.contrib.auth.hashers import make_password

    debut = process_time()
    for _ in range(20):
        make_password("ACDEFGHJKMNP")
    return (process_time() - debut) * 50


def _demander(lettres: int) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from accounts.models import DemandeMotDePasse, Dossier

    quand = timezone.now() - timedelta(hours=1)
    commun = {"type": "affilie", "statut": "cotisant", "nom_naissance": "Fictive", "prenoms": "Alice", "sexe": "female"}
    adresse = {"voie": "1 rue de l’Exemple", "code_postal": "00000", "localite": "Ville-Fictive"}
    metier = {"profession": "infirmier", "date_affiliation": date(2010, 1, 1), "date_naissance": date(1984, 3, 14)}
    numeros = [f"{rang:07d}" for rang in range(lettres)]
    Dossier.objects.bulk_create(Dossier(numero=numero, **commun, **adresse, **metier) for numero in numeros)
    DemandeMotDePasse.objects.bulk_create(
        DemandeMotDePasse(reference=f"{n:>012}", numero=n, type_dossier="affilie", canal="lettre", demandee_le=quand)
        for n in numeros
    )


def main() -> int:
    """Prints the table, in Markdown; 1 when a target is missed."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("--lettres", type=int, default=5000)
    lettres = lecteur.parse_args().lettres
    with portail_de_passage("lettres"):
        ms, debut, sommet = impression(lettres)  # before migrating, which a worker never does
        migrer()
        hachage = argon2id()
        ms_lot, ms_fichier, prepare, sommet_fichier = lot(lettres)
    tenues = [ms <= MS_MAX, sommet <= MEMOIRE_MAX, sommet <= CROISSANCE_MAX * debut]
    print(f"\n### {lettres} lettres, SQLite\n\n| | mesuré | cible | |\n|---|---|---|---|")
    lignes = [
        ("impression, CPU par lettre", f"{ms:.1f} ms", f"≤ {MS_MAX:g} ms", tenues[0]),
        ("mémoire au plus haut", f"{sommet:.0f} Mio", f"≤ {MEMOIRE_MAX:g} Mio", tenues[1]),
        ("mémoire, du début à la fin", f"{sommet / debut:.2f} ×", f"≤ {CROISSANCE_MAX:g} ×", tenues[2]),
    ]
    for nom, mesure, cible, tenue in lignes:
        print(f"| {nom} | {mesure} | {cible} | {'tenue' if tenue else '**manquée**'} |")
    print(f"| un hachage Argon2id | {hachage:.1f} ms | | par choix |")
    print(f"| lot entier sans hachage, CPU par lettre | {ms_lot:.1f} ms | | {prepare:.0f} Mio |")
    print(f"| fichier assemblé et chiffré, CPU par lettre | {ms_fichier:.1f} ms | | sommet {sommet_fichier:.0f} Mio |")
    return int(not all(tenues))


if __name__ == "__main__":
    sys.exit(main())
