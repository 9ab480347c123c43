"""What remains due of the échéances that lines collect, and how much of it may be collected now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from accounts.models import Dossier
from cotisations.models import Echeance, Prelevement
from cotisations.paiements.retenues import retenue_du
from cotisations.paiements.verrous import verrous_fermes
from cotisations.restes import Dette, comptes


@dataclass(frozen=True)
class Du:
    """In cents. `retenu`: what a payment that an agent is looking at may pay of `reste` already."""

    reste: int
    retenu: int = 0

    @property
    def libre(self) -> int:
        return max(0, self.reste - self.retenu)

    @property
    def motif(self) -> str:
        """Why nothing of it is collected; empty when something is."""
        if not self.reste:
            return "réglé depuis l’annonce"
        return "" if self.libre else "paiement par carte à examiner"


def restes_dus(lignes: Iterable[Prelevement], *, le: date) -> dict[int, int]:
    """By line (pk), the cents that remain due of its échéance on the day `le`; 0 when the échéance is gone."""
    listees = list(lignes)
    lus = comptes({ligne.dossier_id for ligne in listees})
    restes = {dossier: {cible.cle: cible.reste for cible in compte.cibles(le)} for dossier, compte in lus.items()}
    return {
        ligne.pk: restes[ligne.dossier_id].get(Dette(echeance=ligne.echeance_id), 0) if ligne.echeance_id else 0
        for ligne in listees
    }


def dus_a_prelever(lignes: Sequence[Prelevement]) -> dict[int, Du]:
    """By line (pk), today. `lignes` come from `avec_ce_qui_retient`. Four queries, and some for each dossier with
    a payment that an agent is looking at."""
    dus = {pk: Du(reste) for pk, reste in restes_dus(lignes, le=timezone.localdate()).items()}
    examinees = [une for une in lignes if getattr(une, "carte_a_examiner", False) and une.echeance_id]
    if not examinees:
        return dus
    echeances = Echeance.objects.filter(pk__in=[une.echeance_id for une in examinees])
    publics = dict(echeances.values_list("pk", "public_id"))
    retenues = {  # what other batches are taking is paid: what is looked at would pay the rest
        dossier.pk: retenue_du(dossier, sauf=verrous_fermes(dossier).keys() - publics.values())
        for dossier in Dossier.objects.filter(pk__in={une.dossier_id for une in examinees})
    }
    for une in examinees:
        retenu = retenues[une.dossier_id].par_cle.get(str(publics[une.echeance_id or 0]), 0)
        dus[une.pk] = replace(dus[une.pk], retenu=retenu)
    return dus
