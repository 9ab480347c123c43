"""Ten thousand direct debits, from the database to a validated file, against sepaxml writing the same tree alone.

    python -m bench.prelevements [--lignes 10000]

Every line has a mandate of its own, whose IBAN is opened. The floor is sepaxml building and exporting the same
orders, without any check, in a process of its own, like the measure. Memory: the peak of the process that writes.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter
from typing import Any

from bench.base import pic_du_processus, sur_une_base_vide

RATIO_MAX = 2.0
MEMOIRE_MAX = 150.0  # MB
_JOUR = date(2026, 12, 7)
_IBAN = "FR7630006000011234567890189"
_ESSAIS = 3


def _semer(nombre: int) -> None:
    """A validated batch of as many lines."""
    from django.utils import timezone

    from accounts.models import Compte, Dossier
    from carpimko_portal.lib.iban import masquer
    from cotisations.models import LotDePrelevements, MandatSepa, Prelevement
    from cotisations.prelevements.references import end_to_end_de, rum_de

    maintenant = timezone.now()
    a, b = (Compte.objects.create(identifiant=f"{nom}@bench.example", est_agent=True) for nom in "ab")
    lot = LotDePrelevements.objects.create(
        annee=2026, numero=1, date_prelevement=_JOUR, etat="valide", prepare_le=maintenant, prepare_par=a,
        valide_le=maintenant, valide_par=b, nombre=nombre, total_centimes=12_345 * nombre,
    )  # fmt: skip
    modele: dict[str, Any] = {
        "type": "affilie", "statut": "cotisant", "nom_naissance": "FICTIF", "prenoms": "Camille", "sexe": "female",
        "date_naissance": date(1980, 1, 1), "date_affiliation": date(2010, 1, 1), "profession": "infirmier",
    }  # fmt: skip
    dossiers = Dossier.objects.bulk_create([Dossier(numero=f"{n:07d}", **modele) for n in range(1, nombre + 1)], 1000)
    mandats = [
        MandatSepa(
            dossier=dossier, rang=1, etat="actif", iban_masque=masquer(_IBAN), bic="AGRIFRPPXXX", texte="2026-11",
            titulaire=f"Camille FICTIF {dossier.numero}", empreinte_texte="0" * 64, cree_le=maintenant, cree_par=a,
            signe_le=maintenant - timedelta(days=60), utilisable_le=maintenant,
        )
        for dossier in dossiers
    ]  # fmt: skip
    for mandat in mandats:
        mandat.rum = rum_de(mandat.public_id)
        mandat.sceller_iban(_IBAN)
    mandats = MandatSepa.objects.bulk_create(mandats, 500)
    lignes = [
        Prelevement(
            dossier=mandat.dossier, mandat=mandat, etat="inclus", date_prelevement=_JOUR, annonce_le=date(2026, 11, 1),
            montant_prevu_centimes=12_345, montant_centimes=12_345, lot=lot, cree_le=maintenant,
        )
        for mandat in mandats
    ]  # fmt: skip
    for ligne in lignes:
        ligne.end_to_end = end_to_end_de(ligne.public_id)
    Prelevement.objects.bulk_create(lignes, 500)


def _plancher(nombre: int) -> None:
    """The bare library, on the same orders."""
    from sepaxml import SepaDD

    config = {
        "name": "Caisse de demonstration", "IBAN": "FR7600000000000000000000097", "batch": True,
        "creditor_id": "FR76ZZZ000000", "currency": "EUR",
    }  # fmt: skip
    fichier = SepaDD(config, schema="pain.008.001.08", clean=False)
    for rang in range(nombre):
        fichier.add_payment({
            "name": f"Camille FICTIF {rang:07d}", "IBAN": _IBAN, "BIC": "AGRIFRPPXXX", "amount": 12_345, "type": "RCUR",
            "collection_date": _JOUR, "mandate_id": f"M{rang:020d}", "mandate_date": date(2026, 9, 1),
            "description": "Caisse de demonstration cotisations 12/2026", "endtoend_id": f"P{rang:032d}",
        })  # fmt: skip
    fichier.export(validate=False)


def _produire() -> None:
    from cotisations.models import LotDePrelevements
    from cotisations.prelevements.production import produire_les_fichiers

    assert produire_les_fichiers() == 1, LotDePrelevements.objects.get().erreurs


def _preparer_l_essai() -> None:
    """The batch waits for its file again."""
    from cotisations.models import LotDePrelevements

    LotDePrelevements.objects.update(etat="valide", sha256="", fichier_scelle=b"", genere_le=None)


def _chronometrer(acte: Callable[[], object]) -> float:
    debut = perf_counter()
    acte()
    return perf_counter() - debut


def _un_processus(quoi: str, lignes: int) -> tuple[float, float]:
    """Seconds and peak (MB) of one act in a process that does nothing else."""
    commande = [sys.executable, "-m", "bench.prelevements", "--seul", quoi, "--lignes", str(lignes)]
    sortie = subprocess.run(commande, check=True, capture_output=True, text=True).stdout.split()
    return float(sortie[0]), float(sortie[1])


def _seul(quoi: str, lignes: int) -> None:
    acte: Callable[[], object] = _produire if quoi == "produire" else lambda: _plancher(lignes)
    duree = _chronometrer(acte)
    print(duree, pic_du_processus())


def _mesurer(moteur: str, lignes: int) -> int:
    """1 when a target is missed."""
    from django.db import connection

    _semer(lignes)
    connection.close()
    planchers, mesures = [], []
    for _ in range(_ESSAIS):
        planchers.append(_un_processus("plancher", lignes))
        _preparer_l_essai()
        connection.close()
        mesures.append(_un_processus("produire", lignes))
    plancher, duree = min(planchers)[0], min(mesures)[0]
    memoire = max(pic for _, pic in mesures)
    ratio = duree / plancher
    tenue = ratio <= RATIO_MAX and memoire <= MEMOIRE_MAX
    print(f"\n### Prélèvements, {moteur}, {lignes} lignes\n\n| | secondes | pic Mo |\n|---|---|---|")
    print(f"| sepaxml seul | {plancher:.2f} | {max(p for _, p in planchers):.0f} |")
    print(f"| de la base au fichier validé et scellé | {duree:.2f} | {memoire:.0f} |")
    print(
        f"\nCible : ≤ {RATIO_MAX:.0f} × ({ratio:.2f}) et ≤ {MEMOIRE_MAX:.0f} Mo, {'tenue' if tenue else '**manquée**'}."
    )
    return 0 if tenue else 1


def main() -> None:
    analyse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    analyse.add_argument("--lignes", type=int, default=10_000)
    analyse.add_argument("--moteur", choices=["sqlite", "postgresql"], help=argparse.SUPPRESS)
    analyse.add_argument("--seul", choices=["produire", "plancher"], help=argparse.SUPPRESS)
    options = analyse.parse_args()
    if not (options.moteur or options.seul):
        arguments = ["--lignes", str(options.lignes)]
        sys.exit(
            max(sur_une_base_vide(moteur, "bench.prelevements", *arguments) for moteur in ("sqlite", "postgresql"))
        )
    os.environ.setdefault("NIVEAU_JOURNAUX", "ERROR")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carpimko_portal.settings")
    import django

    django.setup()
    if options.seul:
        _seul(options.seul, options.lignes)
    else:
        sys.exit(_mesurer(options.moteur, options.lignes))


if __name__ == "__main__":
    main()
