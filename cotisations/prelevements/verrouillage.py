"""What acts on batches hold until they end, taken by everybody in one order: batches, operations that name them, lines,
dossiers; then the journal. Two acts that cross wait for each other, and never both at once."""

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import QuerySet

from cotisations.banque.chercheurs import Trouvaille
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


def tenir_les_trouvailles(trouvailles: Sequence[Trouvaille]) -> Collection[int]:
    """What operations of the bank name, before any is matched; returns the dossiers, left to be taken with others."""
    operations = [une.candidate.operation for une in trouvailles if une.objet]  # the others are virements
    nommes = lots_nommes(une.lot for une in operations)
    dites = {une.end_to_end for une in operations if une.end_to_end}
    rums = {une.rum for une in operations if une.rum and not une.end_to_end}
    lignes = Prelevement.objects.filter(end_to_end__in=dites) | Prelevement.objects.filter(mandat__rum__in=rums)
    if not (nommes or dites or rums):
        return []
    autres = set(lignes.filter(lot__isnull=False).values_list("lot", flat=True))
    return _tenir_les_lignes(nommes | autres, lignes | Prelevement.objects.filter(lot__in=nommes))


def _tenir_les_lignes(lots: Collection[int], lignes: QuerySet[Prelevement]) -> list[int]:
    if not connection.features.has_select_for_update:
        return []
    tenus = LotDePrelevements.objects.filter(pk__in=lots).order_by("pk").only("annee", "numero")
    noms = [nom for lot in tenus.select_for_update(no_key=True) for nom in references_de(lot)]
    list(Operation.objects.filter(lot__in=noms).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    prises = Prelevement.objects.filter(pk__in=lignes.values("pk")).order_by("pk").select_for_update(no_key=True)
    return list(prises.values_list("dossier", flat=True))
