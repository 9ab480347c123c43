"""The write of the reminders."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from accounts.envois.depot import Depot, poster_tous
from accounts.journal import journaliser
from accounts.models import Compte, Envoi
from cotisations.enums import Acte
from cotisations.rappels.courriel import RAPPEL
from cotisations.rappels.selection import Du, lots_dus


def poster_rappels(*, le: date, par: Compte | None) -> int:
    """Posts what is due on the day `le`, a lot a transaction; returns how many mails. Runs again without harm."""
    return sum(_poster(lot, par=par) for lot in lots_dus(le))


@transaction.atomic
def _poster(lot: Sequence[Du], *, par: Compte | None) -> int:
    """One entry of the journal for the lot; each mail has its own when it leaves."""
    postes = set(Envoi.objects.filter(cle__in=[un.cle for un in lot]).values_list("cle", flat=True))
    nouveaux = [un for un in lot if un.cle not in postes]
    if not nouveaux:
        return 0
    poster_tous(genre=RAPPEL, depots=[Depot(un.dossier.pk, un.cle, {"le": un.le.isoformat()}) for un in nouveaux])
    echeance, jours = nouveaux[0].le.isoformat(), nouveaux[0].jours
    journaliser(acte=Acte.RAPPELS_POSTES, par=par, nombre=len(nouveaux), echeance=echeance, jours=jours)
    return len(nouveaux)
