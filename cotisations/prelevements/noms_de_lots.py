"""Batches as the bank names them: `LOT-2026-000012` for the message, `LOT-2026-000012-1` for its payment block."""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from cotisations.models import LotDePrelevements

_REFERENCE = re.compile(r"LOT-([0-9]{4})-([0-9]{6,9})(?:-[0-9]{1,4})?")  # payers write what they please there


def references_de(lot: LotDePrelevements) -> list[str]:
    """The names under which the bank speaks of a batch."""
    return [lot.reference, lot.reference_du_paiement]


def lot_de_reference(references: Sequence[str]) -> LotDePrelevements | None:
    """The batch that the first readable one of these names."""
    for reference in references:
        if lue := _lire(reference):
            return LotDePrelevements.objects.filter(annee=lue[0], numero=lue[1]).first()
    return None


def lots_nommes(references: Iterable[str]) -> set[int]:
    """The batches (pks) that these name. One query at most."""
    lues = {lue for reference in references if (lue := _lire(reference))}
    if not lues:
        return set()
    dits = reduce(or_, (Q(annee=annee, numero=numero) for annee, numero in lues))
    return set(LotDePrelevements.objects.filter(dits).values_list("pk", flat=True))


def _lire(reference: str) -> tuple[int, int] | None:
    lue = _REFERENCE.fullmatch(reference)
    return (int(lue[1]), int(lue[2])) if lue else None
