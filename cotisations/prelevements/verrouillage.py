"""What acts on batches hold until they end, taken by everybody in one order: batches, operations that name them, lines,
dossiers; then the journal. Two acts that cross wait for each other, and never both at once."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from cotisations.grand_livre import verrouiller
from cotisations.models import LotDePrelevements, Operation, Prelevement
from cotisations.prelevements.noms_de_lots import lots_nommes, references_de


def tenir(lots: Collection[int], lignes: QuerySet[Prelevement]) -> None:
    """Nobody else changes these batches (pks), what statements say of them, these lines, nor the account of their
    dossiers. On SQLite nobody else writes at all."""
    verrouiller(_tenir_les_lignes(lots, lignes))


def tenir_le_lot(lot: LotDePrelevements) -> None:
    """The whole of it."""
    tenir([lot.pk], Prelevement.objects.filter(lot=lot))


def tenir_ce_que_disent(operations: Sequence[Operation]) -> Collection[int]:
    """The same for what operations of the bank name, known or not, before any is matched; returns the dossiers, left to
    be taken with others."""
    nommes = lots_nommes(une.lot for une in operations)
    dites = {une.end_to_end for une in operations if une.end_to_end and (une.montant_centimes < 0 or une.lot)}
    rums = {une.rum for une in operations if une.rum}
    if not (nommes or dites or rums):
        return []
    lignes = Prelevement.objects.filter(end_to_end__in=dites) | Prelevement.objects.filter(mandat__rum__in=rums)
    autres = set(lignes.filter(lot__isnull=False).values_list("lot", flat=True))
    return _tenir_les_lignes(nommes | autres, lignes | Prelevement.objects.filter(lot__in=nommes))


def operations_qui_parlent_de(lots: Iterable[LotDePrelevements]) -> QuerySet[Operation]:
    """Those that name one of these batches, or one of their lines."""
    listes = list(lots)
    noms = [nom for lot in listes for nom in references_de(lot)]
    lignes = Prelevement.objects.filter(lot__in=[lot.pk for lot in listes])
    return Operation.objects.filter(Q(lot__in=noms) | Q(end_to_end__in=lignes.values("end_to_end")))


def _tenir_les_lignes(lots: Collection[int], lignes: QuerySet[Prelevement]) -> list[int]:
    """Of lines that are in no batch, the dossier alone is held: who ends a mandate takes it before them."""
    if not connection.features.has_select_for_update:
        return []
    tenus = LotDePrelevements.objects.filter(pk__in=lots).order_by("pk").only("annee", "numero")
    dites = operations_qui_parlent_de(tenus.select_for_update(no_key=True)).values("pk")
    _prendre(Operation.objects.filter(pk__in=dites))
    _prendre(Prelevement.objects.filter(pk__in=lignes.filter(lot__isnull=False).values("pk")))
    return list(lignes.order_by().values_list("dossier", flat=True).distinct())


def _prendre(lignes: QuerySet[Any]) -> None:
    list(lignes.order_by("pk").select_for_update(no_key=True).values_list("pk"))
