"""What is kept of pieces for a time only (docs/securite/conservation.md)."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from documents.pieces import reserve
from documents.pieces.models import OUVERTS, Piece, coffre_des_pieces

_LOT = 500


def pieces_closes(limite: datetime, *, a_blanc: bool) -> int:
    """Rows closed before `limite`, then their files: what is left of a file that stays is removed as an orphan."""
    closes = Piece.objects.exclude(etat__in=OUVERTS).filter(close_le__lt=limite)
    if a_blanc:
        return closes.count()
    total = 0
    while lot := list(closes.values_list("pk", "fichier")[:_LOT]):
        with transaction.atomic():
            total += closes.filter(pk__in=[pk for pk, _ in lot]).delete()[0]
        for _, nom in lot:
            if nom:
                reserve.jeter(nom)
    return total


def pieces_sans_ligne(limite: datetime, *, a_blanc: bool) -> int:
    """Sealed files older than `limite` that no row names; returns how many. One query for 500 files."""
    coffre, total = coffre_des_pieces(), 0
    for lot in _lots():
        nommes = set(Piece.objects.filter(public_id__in=lot.values()).values_list("fichier", flat=True))
        orphelins = [nom for nom in lot if nom not in nommes and coffre.get_modified_time(nom) < limite]
        total += len(orphelins)
        if not a_blanc:
            for nom in orphelins:
                reserve.jeter(nom)
    return total


def _lots() -> Iterator[dict[str, UUID]]:
    coffre = coffre_des_pieces()
    if not coffre.exists(""):
        return
    for repertoire in coffre.listdir("")[0]:
        trouves = ((f"{repertoire}/{nom}", reserve.FICHIER.fullmatch(nom)) for nom in coffre.listdir(repertoire)[1])
        noms = {nom: UUID(trouve[1]) for nom, trouve in trouves if trouve}
        liste = sorted(noms)
        for debut in range(0, len(liste), _LOT):
            yield {nom: noms[nom] for nom in liste[debut : debut + _LOT]}
