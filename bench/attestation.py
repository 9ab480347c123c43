"""Issuing an attestation against bare WeasyPrint on the same HTML: CPU of one warm process.

    python -m bench.attestation [--rondes 60]

The portal's side is everything a request pays for: reading the dossier, looking for the same document,
the template, the QR code, the tagged PDF/A-3a with its figures embedded, the signature, the file, the row and the
journal. Bare WeasyPrint is the kindest to
itself: fonts already loaded, files read directly, no variant, no tags, nothing stored. The two take
turns on an SQLite base of their own; figures are medians.
"""

import argparse
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any
from urllib.parse import unquote, urlsplit

from bench.passage import migrer, portail_de_passage

RATIO_MAX = 1.5
_CHAUFFE = 5


@dataclass(frozen=True)
class Mesure:
    """CPU in milliseconds for one document, and peak memory of the process in MiB."""

    portail: float
    nu: float
    memoire: float

    @property
    def ratio(self) -> float:
        return self.portail / self.nu


def mesurer(rondes: int) -> Mesure:
    """Alternates the two; the first rounds, which load fonts and templates, are not counted."""
    portail, nu = [], []
    for rang in range(_CHAUFFE + rondes):
        _creer_dossier(rang)
        portail.append(_chronometrer(_emettre, f"{rang:07d}"))
        html = _html(rang)
        nu.append(_chronometrer(_weasyprint_nu, html))
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return Mesure(median(portail[_CHAUFFE:]), median(nu[_CHAUFFE:]), memoire)


def _chronometrer(travail: Callable[[str], None], sujet: str) -> float:
    debut = process_time()
    travail(sujet)
    return (process_time() - debut) * 1000


def _emettre(numero: str) -> None:
    from accounts.models import Dossier
    from documents.attestations import ATTESTATION_AFFILIATION
    from documents.services import emettre_document

    dossier = Dossier.objects.get(numero=numero)
    emettre_document(dossier=dossier, type_document=ATTESTATION_AFFILIATION, par=None)


def _html(rang: int) -> str:
    """The page that the portal has just laid out."""
    from dataclasses import asdict

    from django.template.loader import render_to_string
    from django.utils import timezone

    from accounts.models import Dossier
    from documents import codes
    from documents.attestations import ATTESTATION_AFFILIATION as TYPE
    from documents.registry import Demande

    demande = Demande(Dossier.objects.get(numero=f"{rang:07d}"), timezone.localdate())
    contexte = {
        "document": asdict(TYPE.constructeur(demande)),
        "reference": "0000-0000-0000",
        "intitule": TYPE.titre,
        "verification": codes.verification("ACDEFGHJKMNPQRTU", jusqu_au=TYPE.validite(demande)),
    }
    return render_to_string(TYPE.gabarit, {**contexte, "titre": TYPE.titre, "date_document": timezone.localdate()})


def _weasyprint_nu(html: str) -> None:
    from weasyprint import HTML

    from carpimko_portal.lib.pdf.atelier import ATELIER
    from carpimko_portal.lib.pdf.ressources import DOSSIER_PDF

    page = HTML(string=html, base_url=f"{DOSSIER_PDF.as_uri()}/", url_fetcher=_lire)
    page.write_pdf(font_config=ATELIER.outils().polices)


def _lire(url: str) -> Any:
    """Reads files without WeasyPrint's own fetcher, which prepares HTTPS for each document."""
    from weasyprint.urls import URLFetcherResponse

    if url.startswith("data:"):
        return URLFetcherResponse(url, unquote(url.split(",", 1)[1]).encode(), {"Content-Type": "image/svg+xml"})
    return URLFetcherResponse(url, Path(urlsplit(url).path).read_bytes(), {"Content-Type": "text/css"})


def _creer_dossier(rang: int) -> None:
    from accounts.models import Dossier

    Dossier.objects.create(
        type="affilie",
        numero=f"{rang:07d}",
        statut="cotisant",
        nom_naissance="Martin-Exemple",
        nom_usage="Fictive",
        prenoms=f"Alice Jeanne Louise {'IVXLC'[rang % 5]}",
        sexe="female",
        date_naissance=date(1984, 3, 14),
        complement="Résidence des Essais",
        voie=f"{rang} rue de l’Échantillon",
        code_postal="00000",
        localite="Ville-Fictive",
        profession="infirmier",
        est_conventionne=True,
        date_affiliation=date(2010, 10, 1),
    )


def main() -> int:
    """Prints the table, in Markdown; 1 when the target is missed."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("--rondes", type=int, default=60)
    rondes = lecteur.parse_args().rondes
    with portail_de_passage("attestation"):
        migrer()
        mesure = mesurer(rondes)
    print("\n### Attestation, SQLite\n")
    print("| | CPU ms | × WeasyPrint nu | cible | Mio | |\n|---|---|---|---|---|---|")
    verdict = "tenue" if mesure.ratio <= RATIO_MAX else "**manquée**"
    print(f"| WeasyPrint nu | {mesure.nu:.1f} | 1.00 | | | |")
    print(
        f"| émission complète | {mesure.portail:.1f} | {mesure.ratio:.2f} | ≤ {RATIO_MAX:g} | "
        f"{mesure.memoire:.0f} | {verdict} |"
    )
    return int(mesure.ratio > RATIO_MAX)


if __name__ == "__main__":
    sys.exit(main())
