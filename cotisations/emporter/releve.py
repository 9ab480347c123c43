"""The relevé: each écriture of a period with the solde after it, between two soldes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils import timezone

from accounts.models import Dossier
from cotisations.enums import Nature
from cotisations.models import Ecriture, EcritureQuerySet

_PAQUET = 2000  # rows in memory at once


@dataclass(frozen=True)
class Periode:
    """Which écritures: of the days `du` to `au` included, of one `annee` of cotisation. `None`: no bound."""

    du: date | None = None
    au: date | None = None
    annee: int | None = None


@dataclass(frozen=True)
class Rang:
    """One line. Amounts in cents; `solde` is negative when the dossier owes. Empty where there is nothing to say."""

    le: date | None
    libelle: str
    nature: str
    annee: int | None
    reference: str
    debit: int | None
    credit: int | None
    solde: int


@dataclass(frozen=True)
class Releve:
    """A relevé about to be read, on the day `le`. Whatever is written meanwhile is in none of it."""

    periode: Periode
    le: date
    ouverture: int
    ecritures: EcritureQuerySet

    def rangs(self) -> Iterator[Rang]:
        """The opening solde, each écriture, oldest first, the closing solde with both totals. One query, as it goes."""
        yield Rang(self.periode.du, "Solde d’ouverture", "", None, "", None, None, self.ouverture)
        solde, debite, credite, dernier = self.ouverture, 0, 0, self.periode.au or self.le
        for le, libelle, nature, annee, reference, montant in self._valeurs():
            solde += montant
            debite += max(0, -montant)
            credite += max(0, montant)
            dernier = max(dernier, le)
            # A debit is owed or given back, a credit is paid or cancelled.
            debit, credit = (-montant, None) if montant < 0 else (None, montant)
            yield Rang(le, libelle, Nature(nature).label, annee, str(reference), debit, credit, solde)
        yield Rang(dernier, "Solde de clôture", "", None, "", debite, credite, solde)

    def _valeurs(self) -> Iterator[tuple[date, str, str, int, object, int]]:
        champs = ("date_operation", "libelle", "nature", "annee", "public_id", "montant_centimes")
        lues = self.ecritures.order_by("date_operation", "pk").values_list(*champs)
        return lues.iterator(chunk_size=_PAQUET)


def annees_de_cotisation(dossier: Dossier) -> list[int]:
    """Years of cotisation with at least one écriture, latest first. One query."""
    annees = Ecriture.objects.du_dossier(dossier).order_by("-annee").values_list("annee", flat=True).distinct()
    return list(annees)


def releve(dossier: Dossier, periode: Periode) -> Releve:
    """The relevé of a dossier. Two queries, and one more while it is read."""
    toutes = Ecriture.objects.du_dossier(dossier)
    if periode.annee is not None:
        toutes = toutes.filter(annee=periode.annee)
    # An append-only table needs no more to be read twice as it was.
    connues = toutes.filter(pk__lte=toutes.aggregate(dernier=Max("pk"))["dernier"] or 0)
    ecritures, ouverture = connues, 0
    if periode.du is not None:
        ecritures = ecritures.filter(date_operation__gte=periode.du)
        ouverture = connues.filter(date_operation__lt=periode.du).solde_centimes()
    if periode.au is not None:
        ecritures = ecritures.filter(date_operation__lte=periode.au)
    return Releve(periode, timezone.localdate(), ouverture, ecritures)
