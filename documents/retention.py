"""Files that no document names: left by a process killed between the file and its row."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from accounts.retention import Purge, enregistrer
from documents.models import Document, coffre_des_documents
from documents.pieces.conservation import pieces_closes, pieces_sans_ligne

_LOT = 500
# Only what `emettre_document` writes (`ab/<public_id>.pdf`, with Django's suffix when the name was taken):
# whatever else the storage holds belongs to somebody else.
_REPERTOIRE = re.compile(r"[0-9a-f]{2}")
_FICHIER = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:_\w{7})?\.pdf")


def enregistrer_les_purges() -> None:
    """Called once, at start."""
    enregistrer(
        Purge("fichiers-sans-document", "PDF sans document", timedelta(days=1), fichiers_sans_document),
        Purge("pieces-closes", "pièces acceptées, refusées ou retirées", timedelta(days=365), pieces_closes),
        Purge("pieces-sans-ligne", "fichiers de pièces que rien ne nomme", timedelta(days=1), pieces_sans_ligne),
    )


def fichiers_sans_document(limite: datetime, *, a_blanc: bool) -> int:
    """Removes the files older than `limite` that no row names; returns how many. One query for 500 files."""
    coffre, total = coffre_des_documents(), 0
    for lot in _lots():
        nommes = set(Document.objects.filter(public_id__in=lot.values()).values_list("fichier", flat=True))
        orphelins = [nom for nom in lot if nom not in nommes and coffre.get_modified_time(nom) < limite]
        total += len(orphelins)
        if not a_blanc:
            for nom in orphelins:
                coffre.delete(nom)
    return total


def _lots() -> Iterator[dict[str, UUID]]:
    """Names of files, and the document each was written for."""
    coffre = coffre_des_documents()
    if not coffre.exists(""):
        return
    for repertoire in filter(_REPERTOIRE.fullmatch, coffre.listdir("")[0]):
        trouves = ((f"{repertoire}/{nom}", _FICHIER.fullmatch(nom)) for nom in coffre.listdir(repertoire)[1])
        noms = {nom: UUID(trouve[1]) for nom, trouve in trouves if trouve}
        liste = sorted(noms)
        for debut in range(0, len(liste), _LOT):
            yield {nom: noms[nom] for nom in liste[debut : debut + _LOT]}
