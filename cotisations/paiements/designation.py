"""The debts that a member ticked, as a payment remembers them."""

from collections.abc import Collection

from accounts.models import Dossier
from cotisations.enums import Nature
from cotisations.models import Echeance, Ecriture
from cotisations.restes import HORS_ECHEANCIER, Dette

HORS = "hors-echeancier"  # what is owed and in no échéance, majorations included


def dettes_designees(dossier: Dossier, designees: Collection[str]) -> frozenset[Dette]:
    """`designees`: `public_id`s of échéances, and `HORS`. Two queries at most."""
    uuids = [une for une in designees if une != HORS]
    pks = Echeance.objects.du_dossier(dossier).filter(public_id__in=uuids).values_list("pk", flat=True)
    dettes = {Dette(echeance=pk) for pk in pks}
    if HORS in designees:
        majorations = Ecriture.objects.du_dossier(dossier).filter(nature=Nature.MAJORATION, montant_centimes__lt=0)
        dettes |= {HORS_ECHEANCIER, *(Dette(debit=pk) for pk in majorations.values_list("pk", flat=True))}
    return frozenset(dettes)
