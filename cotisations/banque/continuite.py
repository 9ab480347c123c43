"""Do the statements of an account follow one another? A missing day shows as a difference, never as a refusal.

Operations that come twice under two names would be posted twice: they are told by the balances too, and refused.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from cotisations.models import Operation, Releve


@dataclass(frozen=True)
class Continuite:
    """One account: what its balances say it moved by, and what its operations add up to. Amounts in cents."""

    iban: str
    debut: date
    fin: date
    solde: int
    attendu: int

    @property
    def ecart(self) -> int:
        """Zero when no statement is missing."""
        return self.solde - self.attendu


def continuite(iban: str) -> Continuite | None:
    """From the first balance known to the last. `None` without a statement. Three queries."""
    releves = Releve.objects.du_compte(iban)
    premier = releves.chronologiques().first()
    dernier = releves.order_by("-date_fin", "-pk").first()
    if premier is None or dernier is None:
        return None
    somme = Operation.objects.filter(releve__iban=iban).aggregate(s=Coalesce(Sum("montant_centimes"), 0))["s"]
    attendu = premier.solde_debut_centimes + somme
    return Continuite(iban, premier.date_debut, dernier.date_fin, dernier.solde_fin_centimes, attendu)


def chevauche_un_autre_format(releve: Releve) -> bool:
    """Whether days of this statement were imported in another format, where operations have other names."""
    autres = Releve.objects.du_compte(releve.iban).exclude(format=releve.format)
    return autres.filter(date_debut__lte=releve.date_fin, date_fin__gte=releve.date_debut).exists()


def surprend(releve: Releve, *, nouveaux_jours: Collection[date], deja_connu: int) -> bool:
    """Whether it brings operations to days that other statements told whole: they would be the same ones, renamed.

    `nouveaux_jours`: the days of its new operations; `deja_connu`: cents of those that were known. A statement
    that starts where one of those ends (or ends where it starts) has something new to say of the day they share.
    """
    if not nouveaux_jours:
        return False
    touches = Q()
    for jour in nouveaux_jours:
        touches |= Q(date_debut__lte=jour, date_fin__gte=jour)
    suite = Q(solde_fin_centimes=releve.solde_debut_centimes + deja_connu)
    avant = Q(solde_debut_centimes=releve.solde_fin_centimes - deja_connu)
    return Releve.objects.du_compte(releve.iban).filter(touches).exclude(suite | avant).exists()
