"""Who is to be reminded of what. The database sorts them out, a lot at a time: none is loaded for nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Dossier
from cotisations.models import Echeance, EcheanceQuerySet, Ecriture, PreferencesCotisations

# Days before an échéance, and by how many days a reminder may still be late: beyond, the next one says better.
RETARD_MAX = {30: 7, 7: 3, 1: 1}
LOT = 1000


@dataclass(frozen=True)
class Du:
    """A dossier to be reminded of what falls due `le`, as those who asked for it `jours` before."""

    dossier: Dossier
    le: date
    jours: int

    @property
    def cle(self) -> str:
        """One mail for each, however many échéances fall due that day and however often they are drawn up again."""
        return f"rappel-echeance:{self.dossier.public_id}:{self.le.isoformat()}:{self.jours}"


def lots_dus(le: date) -> Iterator[list[Du]]:
    """All that is due on the day `le`, told already or not. One query for each thousand, and one a date."""
    for jours, retard in RETARD_MAX.items():
        for jour in (le + timedelta(days=jours - en_retard) for en_retard in range(retard + 1)):
            yield from _lots(jours, jour)


def _lots(jours: int, jour: date) -> Iterator[list[Du]]:
    dernier, champs = 0, ("dossier__public_id",)
    while lues := list(_a_rappeler(jours, jour).filter(pk__gt=dernier).select_related("dossier").only(*champs)[:LOT]):
        yield list({lue.dossier_id: Du(lue.dossier, jour, jours) for lue in lues}.values())
        dernier = lues[-1].pk


def _a_rappeler(jours: int, jour: date) -> EcheanceQuerySet:
    """The échéances of this day that are not paid, of those who have an address and want this reminder.

    What is owed is owed on the latest ones first: something of this day remains when more is owed than all that
    falls due after it (`cotisations.echeancier.repartir`).
    """
    du_jour = Echeance.objects.filter(_voulu(jours), date_exigibilite=jour).exclude(dossier__courriel="")
    apres = _somme(Echeance.objects.filter(dossier=OuterRef("dossier"), date_exigibilite__gt=jour))
    solde = _somme(Ecriture.objects.filter(dossier=OuterRef("dossier")))
    return du_jour.annotate(apres=apres, solde=solde).filter(solde__lt=-F("apres")).order_by("pk")


def _voulu(jours: int) -> Q:
    nom = f"rappel_{jours}"
    voulu = Q(**{f"dossier__preferences_cotisations__{nom}": True})
    par_defaut = getattr(PreferencesCotisations(), nom)
    return voulu | Q(dossier__preferences_cotisations__isnull=True) if par_defaut else voulu


def _somme(lignes: QuerySet[Echeance] | QuerySet[Ecriture]) -> Coalesce:
    sommes = lignes.order_by().values("dossier").annotate(somme=Sum("montant_centimes")).values("somme")
    return Coalesce(Subquery(sommes), 0, output_field=BigIntegerField())
