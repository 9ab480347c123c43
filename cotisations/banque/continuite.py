"""Do the statements of an account follow one another? A missing day shows as a difference, never as a refusal.

Operations that come twice under two names would be posted twice: they are told by the balances too, and refused.
"""

from collections import Counter
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
    """From the first balance known to the last. `None` without a statement. Five queries."""
    releves = Releve.objects.du_compte(iban)
    premier = releves.chronologiques().first()
    dernier = releves.order_by("-date_fin", "-pk").first()
    if premier is None or dernier is None:
        return None
    somme = Operation.objects.filter(releve__iban=iban).aggregate(s=Coalesce(Sum("montant_centimes"), 0))["s"]
    ouverture, _ = _bouts(premier)
    _, cloture = _bouts(dernier)
    return Continuite(iban, premier.date_debut, dernier.date_fin, cloture, ouverture + somme)


def _bouts(releve: Releve) -> tuple[int, int]:
    """The balances that its days begin and end with, whatever the order in which their statements came. One query."""
    memes = Releve.objects.du_compte(releve.iban).filter(date_debut=releve.date_debut, date_fin=releve.date_fin)
    soldes = list(memes.values_list("solde_debut_centimes", "solde_fin_centimes"))
    debuts, fins = Counter(debut for debut, _ in soldes), Counter(fin for _, fin in soldes)
    ouverture = next(iter(debuts - fins), releve.solde_debut_centimes)
    return ouverture, next(iter(fins - debuts), releve.solde_fin_centimes)


def chevauche_un_autre_format(releve: Releve) -> bool:
    """Whether days of this statement were imported in another format, where operations have other names."""
    autres = Releve.objects.du_compte(releve.iban).exclude(format=releve.format)
    return autres.filter(date_debut__lte=releve.date_fin, date_fin__gte=releve.date_debut).exists()


def surprend(releve: Releve, *, nouveaux_jours: Collection[date], deja_connu: int) -> bool:
    """Whether it brings operations to days that other statements told whole: they would be the same ones, renamed.

    `nouveaux_jours`: the days of its new operations; `deja_connu`: cents of those that were known. A statement that
    those of the day lead to, balance after balance, or that leads to them, has something new to say of it.
    """
    if not nouveaux_jours:
        return False
    touches = Q()
    for jour in nouveaux_jours:
        touches |= Q(date_debut__lte=jour, date_fin__gte=jour)
    autres = Releve.objects.du_compte(releve.iban).filter(touches)
    soldes = set(autres.values_list("solde_debut_centimes", "solde_fin_centimes"))
    if releve.solde_debut_centimes in {debut for debut, _ in _qui_menent_a(releve.solde_fin_centimes, soldes)}:
        return True  # they lead from its first balance to its last already
    avant = _qui_menent_a(releve.solde_debut_centimes + deja_connu, soldes)
    apres = _qui_menent_a(releve.solde_fin_centimes - deja_connu, {(fin, debut) for debut, fin in soldes})
    return bool(soldes - avant - {(debut, fin) for fin, debut in apres})


def _qui_menent_a(solde: int, soldes: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of these steps (from, to), those that end at `solde`, one after another."""
    atteints, retenus = {solde}, set[tuple[int, int]]()
    while nouveaux := {(debut, fin) for debut, fin in soldes if fin in atteints} - retenus:
        retenus |= nouveaux
        atteints |= {debut for debut, _ in nouveaux}
    return retenus
