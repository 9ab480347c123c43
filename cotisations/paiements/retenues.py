"""What payments that an agent is looking at may pay already: nobody is asked for it again before they decide."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils import timezone

from accounts.models import Dossier
from cotisations.imputation import Cible, imputer
from cotisations.models import Echeance, Paiement
from cotisations.paiements.designation import HORS, dettes_designees
from cotisations.paiements.etats import EtatEvenement, EtatPaiement
from cotisations.paiements.evenement import EURO
from cotisations.restes import Dette, comptes


@dataclass(frozen=True)
class Retenue:
    """`par_cle`: cents of each debt, as forms name it, that `examines` may pay."""

    examines: tuple[Paiement, ...] = ()
    par_cle: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.par_cle.values())


def retenue_du(dossier: Dossier, *, sauf: Collection[uuid.UUID] = ()) -> Retenue:
    """By the very policy that would credit them. One query when nothing is looked at.

    `sauf`: échéances that money on its way pays whole already; what is looked at would then pay others.
    """
    examines = tuple(Paiement.objects.du_dossier(dossier).filter(etat=EtatPaiement.A_EXAMINER).order_by("pk"))
    if not examines:
        return Retenue()
    publics = dict(Echeance.objects.du_dossier(dossier).values_list("pk", "public_id"))
    payees = {Dette(echeance=pk) for pk, public in publics.items() if public in sauf}
    le = timezone.localdate()
    cibles = [une for une in comptes([dossier.pk])[dossier.pk].cibles(le) if une.cle not in payees]
    prises: Counter[Dette] = Counter()
    for paiement in examines:
        restantes = [Cible(une.cle, une.reste - prises[une.cle], une.exigible_le, une.est_majoration) for une in cibles]
        designees = dettes_designees(dossier, paiement.designees)
        for part in imputer(_au_plus(paiement), restantes, le=le, designees=designees).parts:
            prises[part.cle] += part.centimes
    par_cle: Counter[str] = Counter()
    for dette, centimes in prises.items():
        par_cle[str(publics[dette.echeance]) if dette.echeance else HORS] += centimes
    return Retenue(examines, par_cle)


def _au_plus(paiement: Paiement) -> int:
    """What was asked, or what the bank says that it took: whichever is more."""
    dites = paiement.notifications.filter(apres=EtatPaiement.A_EXAMINER, etat=EtatEvenement.PAYE, devise=EURO)
    return max(paiement.montant_centimes, dites.aggregate(plus=Max("centimes"))["plus"] or 0)
