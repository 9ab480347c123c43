"""A bank statement from its file to the accounts of members, against reading it alone.

    python -m bench.releves [--operations 20000]

Every operation carries the reference of a dossier of its own, owes an e-mail and pays an échéance. The floor is the
reader alone, on the same file, in the same process. Memory: what the import adds to its peak from a tenth to all, in a
process that did not seed the base.
"""

import argparse
import gc
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.base import pic_du_processus, sur_une_base_vide

RATIO_MAX = 4.0
CROISSANCE_MAX = 1.15
_JOUR = date(2026, 11, 20)
_DU = 50_000


def _numeros(nombre: int) -> list[str]:
    return [f"{rang:07d}" for rang in range(1, nombre + 1)]


def _semer(nombre: int) -> int:
    """As many dossiers, each owing an échéance."""
    import django

    django.setup()
    from accounts.models import Dossier
    from cotisations.enums import Nature
    from cotisations.models import Echeance, Ecriture

    modele: dict[str, object] = {
        "type": "affilie", "statut": "cotisant", "nom_naissance": "FICTIF", "prenoms": "Camille", "sexe": "female",
        "date_naissance": date(1980, 1, 1), "date_affiliation": date(2010, 1, 1), "courriel": "fictif@portail.example",
        "profession": "infirmier", "est_conventionne": True,
    }  # fmt: skip
    dossiers = Dossier.objects.bulk_create([Dossier(numero=numero, **modele) for numero in _numeros(nombre)], 1000)
    Ecriture.objects.bulk_create(
        [
            Ecriture(
                dossier=un, cle=f"bench:{un.numero}", nature=Nature.APPEL, annee=2026, montant_centimes=-_DU,
                date_operation=date(2026, 1, 2), libelle="Appel",
            )
            for un in dossiers
        ],
        1000,
    )  # fmt: skip
    Echeance.objects.bulk_create(
        [Echeance(dossier=un, annee=2026, rang=1, date_exigibilite=_JOUR, montant_centimes=_DU) for un in dossiers],
        1000,
    )
    return 0


def _ecrire(chemin: Path, numeros: list[str], *, jour: date, solde: int) -> None:
    from django.conf import settings

    from cotisations.virement.reference import reference_rf
    from demonstration.releves import Mouvement, camt053

    mouvements = (
        Mouvement(
            jour,
            _DU,
            f"COTISATION {reference_rf(numero)}",
            iban="FR7612345678901234567890104",
            reference_banque=numero,
        )
        for numero in numeros
    )
    total = _DU * len(numeros)
    with chemin.open("wb") as fichier:
        fichier.writelines(camt053(mouvements, iban=settings.CAISSE_IBAN, solde=solde, jour=jour, total=total))


def _chronometrer(acte: Callable[[], object]) -> float:
    debut = perf_counter()
    acte()
    return perf_counter() - debut


def _lire(chemin: Path) -> int:
    from cotisations.banque.camt import lire

    with chemin.open("rb") as fichier:
        return sum(1 for _ in lire(fichier))


def _prendre(chemin: Path, attendues: int) -> None:
    from cotisations.banque.etats import EtatOperation
    from cotisations.banque.prise import prendre_releve

    with chemin.open("rb") as fichier:
        prise = prendre_releve(fichier, par=None)
    assert prise.sorts == {EtatOperation.RAPPROCHEE: attendues}, prise.sorts
    assert not prise.ruptures


def _mesurer(moteur: str, operations: int) -> int:
    """Runs in the process that has the empty database; 1 when a target is missed."""
    import django

    django.setup()
    from django.db import connection

    from accounts.envois import depot

    depot._courtier.muet_jusqu_a = float("inf")  # no broker here, and no wait for one
    subprocess.run([sys.executable, "-m", "bench.releves", "--semer", str(operations)], check=True)
    numeros = _numeros(operations)
    dixieme = operations // 10
    with TemporaryDirectory(prefix="bench-releves-") as repertoire:
        petit, grand = Path(repertoire) / "petit.xml", Path(repertoire) / "grand.xml"
        _ecrire(petit, numeros[:dixieme], jour=_JOUR, solde=0)
        _ecrire(grand, numeros, jour=_JOUR + timedelta(days=1), solde=_DU * dixieme)
        _prendre(petit, dixieme)
        gc.collect()
        gc.freeze()  # as a worker does after its warm-up (gunicorn.conf.py)
        avant = pic_du_processus()
        plancher = median(_chronometrer(lambda: _lire(grand)) for _ in range(3))
        duree = _chronometrer(lambda: _prendre(grand, operations))
        apres = pic_du_processus()
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM cotisations_imputation")
        assert curseur.fetchone()[0] == operations, "every échéance is paid, once"
    ratio, croissance = duree / plancher, apres / avant
    tenue = ratio <= RATIO_MAX and croissance <= CROISSANCE_MAX
    print(
        f"| {moteur}, {operations} opérations | {plancher:.2f} s | {duree:.2f} s | {ratio:.2f} × (≤ {RATIO_MAX}) "
        f"| {avant:.0f} → {apres:.0f} Mio | {'tenue' if tenue else '**manquée**'} |"
    )
    return int(not tenue)


def main() -> int:
    """Prints the table, in Markdown; 1 when a target is missed."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("--operations", type=int, default=20_000)
    lecteur.add_argument("--moteur")
    lecteur.add_argument("--semer", type=int)
    options = lecteur.parse_args()
    if options.semer:
        return _semer(options.semer)
    if options.moteur:
        return _mesurer(options.moteur, options.operations)
    print("\n### Relevés bancaires\n")
    print(
        "| | lecture seule | importés, rapprochés, portés | ratio | mémoire | |\n|---|---|---|---|---|---|", flush=True
    )
    codes = [
        sur_une_base_vide(moteur, "bench.releves", "--operations", str(options.operations))
        for moteur in ("sqlite", "postgresql")
    ]
    return max(codes)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carpimko_portal.settings")
    sys.exit(main())
