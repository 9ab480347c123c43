"""What remains of each échéance: the one place that reads it, for pages, payments and proofs alike.

docs/adr/0021 says why nothing of it is stored.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from accounts.models import Dossier
from cotisations.echeancier import Repartition, Tranche, repartir
from cotisations.enums import Nature
from cotisations.imputation import Cible
from cotisations.models import Echeance, EcheanceQuerySet, Ecriture, Imputation

_RECUES_EN_VIGUEUR = Q(imputations_recues__annulee_par__isnull=True)


class Dette(NamedTuple):
    """Names one debt of a dossier: an échéance or a débit, by its pk; neither for what is in no échéance."""

    echeance: int | None = None
    debit: int | None = None


HORS_ECHEANCIER = Dette()


@dataclass
class Compte:
    """The account of one dossier while payments are posted to it. Amounts in cents."""

    solde: int = 0
    echeances: list[tuple[int, date, int]] = field(default_factory=list)  # pk, due on, amount
    annees: dict[int, int] = field(default_factory=dict)  # of cotisation, by pk of échéance
    impute: dict[Dette, int] = field(default_factory=lambda: defaultdict(int))
    majorations: list[tuple[int, date, int]] = field(default_factory=list)

    def crediter(self, centimes: int) -> None:
        self.solde += centimes

    def imputer(self, dette: Dette, centimes: int) -> None:
        self.impute[dette] += centimes

    def cibles(self, le: date) -> list[Cible[Dette]]:
        """Everything that is owed, the debt that is in no échéance included."""
        tranches = [
            Tranche(jour, montant, impute=self.impute[Dette(echeance=pk)]) for pk, jour, montant in self.echeances
        ]
        repartition = repartir(tranches, self.solde, le=le)
        cibles = [
            Cible(Dette(echeance=pk), suivi.reste, jour)
            for (pk, jour, _), suivi in zip(self.echeances, repartition.suivis, strict=True)
        ]
        return [*cibles, *self._hors_echeancier(repartition.hors_echeancier)]

    def _hors_echeancier(self, du: int) -> Iterator[Cible[Dette]]:
        """Majorations are what is owed last: money that names nothing has paid the principal before them."""
        for pk, jour, montant in reversed(self.majorations):
            reste = min(du, max(0, montant - self.impute[Dette(debit=pk)]))
            du -= reste
            yield Cible(Dette(debit=pk), reste, jour, est_majoration=True)
        yield Cible(HORS_ECHEANCIER, du, date.min)


def comptes(dossiers: Collection[int]) -> dict[int, Compte]:
    """The accounts of these dossiers (pks), ready for payments. Four queries, however many dossiers."""
    lus: dict[int, Compte] = {pk: Compte() for pk in dossiers}
    soldes = Ecriture.objects.filter(dossier__in=lus).order_by().values_list("dossier")
    for dossier, solde in soldes.annotate(solde=Sum("montant_centimes")):
        lus[dossier].solde = solde
    for pk, dossier, jour, montant, annee, impute in _echeances(Echeance.objects.filter(dossier__in=lus)):
        lus[dossier].echeances.append((pk, jour, montant))
        lus[dossier].annees[pk] = annee
        lus[dossier].impute[Dette(echeance=pk)] = impute
    for pk, dossier, jour, montant, impute in _majorations(lus):
        lus[dossier].majorations.append((pk, jour, -montant))
        lus[dossier].impute[Dette(debit=pk)] = impute
    return lus


def tranches(dossier: Dossier, *, depuis: date | None = None) -> list[Tranche]:
    """The échéances of a dossier, and what is allocated to each. One query."""
    echeances = Echeance.objects.du_dossier(dossier)
    if depuis:
        echeances = echeances.filter(date_exigibilite__gte=depuis)
    return [Tranche(jour, montant, annee, impute) for _, _, jour, montant, annee, impute in _echeances(echeances)]


def repartition_du(dossier: Dossier, *, le: date) -> Repartition:
    """What remains of each échéance of a dossier. Two queries."""
    return repartir(tranches(dossier), Ecriture.objects.du_dossier(dossier).solde_centimes(), le=le)


def _echeances(echeances: EcheanceQuerySet) -> Iterable[tuple[int, int, date, int, int, int]]:
    """In order: pk, dossier, due on, amount, year, and the cents of payments that are allocated to it.

    Added up here: Django needs longer to write the query that groups than to read the few imputations of each. Read
    in the order of their unique index, then sorted by date: asked for dates, SQLite may read those of every dossier.
    """
    champs = ("pk", "dossier", "date_exigibilite", "montant_centimes", "annee")
    imputations = ("imputations__centimes", "imputations__annulee_par")
    lignes = echeances.order_by("annee", "rang").values_list(*champs, *imputations)
    impute: dict[tuple[int, int, date, int, int], int] = defaultdict(int)
    for pk, dossier, jour, montant, annee, centimes, annulee_par in lignes:
        impute[pk, dossier, jour, montant, annee] += 0 if annulee_par else centimes or 0
    return sorted(((*echeance, somme) for echeance, somme in impute.items()), key=itemgetter(2))


def _majorations(dossiers: Iterable[int]) -> Iterable[tuple[int, int, date, int, int]]:
    """Those that were not cancelled, oldest first."""
    return (
        Ecriture.objects.filter(
            dossier__in=dossiers,
            nature=Nature.MAJORATION,
            montant_centimes__lt=0,
            contrepassee_par__isnull=True,
            contrepasse_de__isnull=True,
        )
        .annotate(impute=Coalesce(Sum("imputations_recues__centimes", filter=_RECUES_EN_VIGUEUR), 0))
        .order_by("date_operation", "pk")
        .values_list("pk", "dossier", "date_operation", "montant_centimes", "impute")
    )


def imputations_de(credit: Ecriture) -> list[Imputation]:
    """What a credit pays now, in the order in which it was allocated. One query."""
    return list(Imputation.objects.en_vigueur().filter(credit=credit).order_by("pk"))
