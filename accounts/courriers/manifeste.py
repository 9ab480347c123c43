"""What goes with the PDF of a batch: one line a sheet, nothing secret, no numéro de dossier."""

import csv
import hashlib
from collections.abc import Iterator
from io import StringIO

from accounts.courriers.lettre import marque
from accounts.models import LotDeCourriers, Pli

_LIGNES = 7
COLONNES = ("lot", "rang", "pli", "pages", *(f"ligne_{n}" for n in range(1, _LIGNES + 1)), "datamatrix")


def manifeste(lot: LotDeCourriers) -> bytes:
    """CSV in UTF-8, cells between `;`. The same bytes for the same batch, whenever it is asked for."""
    sortie = StringIO(newline="")
    table = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    table.writerow(COLONNES)
    table.writerows(_lignes(lot))
    return sortie.getvalue().encode()


def empreinte_du_manifeste(lot: LotDeCourriers) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(manifeste(lot)).hexdigest()


def _lignes(lot: LotDeCourriers) -> Iterator[list[str | int]]:
    plis = Pli.objects.filter(lot=lot).order_by("rang").values_list("rang", "public_id", "adresse")
    for rang, pli, adresse in plis.iterator(chunk_size=1000):
        lignes = [_inerte(ligne) for ligne in adresse] + [""] * (_LIGNES - len(adresse))
        yield [lot.reference, rang, str(pli), 1, *lignes, marque(lot.reference, rang)]


def _inerte(ligne: str) -> str:
    """A spreadsheet must not take an address for a formula."""
    return f"'{ligne}" if ligne.startswith(("=", "+", "-", "@")) else ligne
