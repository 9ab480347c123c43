"""A ZIP of many documents: when its first byte leaves, and how much memory it takes.

    python -m bench.archive [--documents 500]

The documents are 30 kB each, in the private storage of a base of their own. Memory is what the process gains while the
ZIP is read and thrown away; ten times the documents must not take more.
"""

import argparse
import hashlib
import os
import sys
import tracemalloc
import uuid
from dataclasses import dataclass
from time import perf_counter

from bench.passage import migrer, portail_de_passage

PREMIER_OCTET_MAX = 1.0  # seconds
MEMOIRE_MAX = 4.0  # MiB, whatever the number
_TAILLE = 30_000


@dataclass(frozen=True)
class Mesure:
    """Seconds to the first bytes and to the last, MiB at the peak, megabytes sent."""

    documents: int
    premier: float
    total: float
    memoire: float
    envoyes: float

    @property
    def est_tenue(self) -> bool:
        return self.premier <= PREMIER_OCTET_MAX and self.memoire <= MEMOIRE_MAX


def mesurer(nombre: int) -> Mesure:
    """Fills a dossier with `nombre` documents, and reads their ZIP."""
    from documents.archive import archive

    dossier = _remplir(nombre)
    tracemalloc.start()
    debut, premier, octets = perf_counter(), 0.0, 0
    trouvee = archive(dossier, annee=None, choisis=())
    assert trouvee
    for morceau in trouvee.morceaux():
        premier = premier or perf_counter() - debut
        octets += len(morceau)
    total, memoire = perf_counter() - debut, tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return Mesure(nombre, premier, total, memoire, octets / 1e6)


def _remplir(nombre: int):  # type: ignore[no-untyped-def] # models wait for django.setup()
    from django.core.files.base import ContentFile
    from django.utils import timezone

    from accounts.models import Dossier
    from documents.models import Document, coffre_des_documents

    dossier = Dossier.objects.create(
        type="ayant_droit", numero=f"{nombre:09d}", statut="reversion", nom_naissance="Fictive", prenoms="Alice",
        sexe="female", date_naissance="1950-01-01",
    )  # fmt: skip
    for rang in range(nombre):
        octets = os.urandom(_TAILLE)
        nom = coffre_des_documents().save(f"{uuid.uuid4()}.pdf", ContentFile(octets))
        Document.objects.create(
            dossier=dossier, type="essai", titre="Essai", annee=2026, version=rang + 1, gabarit="pdf/essai/v1.html",
            cle=uuid.uuid4().hex, fichier=nom, taille=_TAILLE, sha256=hashlib.sha256(octets).hexdigest(),
            emis_le=timezone.now(),
        )  # fmt: skip
    return dossier


def main() -> int:
    """Prints the table, in Markdown; 1 when a target is missed."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("--documents", type=int, default=500)
    nombre = lecteur.parse_args().documents
    with portail_de_passage("archive"):
        migrer()
        mesures = [mesurer(max(1, nombre // 10)), mesurer(nombre)]
    print("\n### Archive ZIP, SQLite\n")
    print("| documents | premier octet, s | total, s | Mio | Mo envoyés | |\n|---|---|---|---|---|---|")
    for m in mesures:
        verdict = "tenue" if m.est_tenue else "**manquée**"
        print(f"| {m.documents} | {m.premier:.3f} | {m.total:.2f} | {m.memoire:.1f} | {m.envoyes:.1f} | {verdict} |")
    return int(not all(m.est_tenue for m in mesures))


if __name__ == "__main__":
    sys.exit(main())
