"""The whole account in one query: what was written of each nature, year by year."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum

from accounts.models import Dossier
from cotisations.enums import Nature
from cotisations.models import Ecriture
from cotisations.selectors import est_demande


@dataclass(frozen=True)
class Cumul:
    """The écritures of one nature in one year of cotisation. `montant` in cents, negative when owed."""

    annee: int
    nature: Nature
    montant: int
    nombre: int

    @property
    def demande(self) -> int:
        """What it asks, in cents; 0 for what was paid."""
        return -self.montant if est_demande(self.nature, self.montant) else 0


@dataclass(frozen=True)
class Cumuls:
    """All of them. A dossier has a few a year, however many écritures it has."""

    lignes: Sequence[Cumul]

    @property
    def solde(self) -> int:
        """The sum of all écritures, in cents."""
        return sum(ligne.montant for ligne in self.lignes)

    @property
    def annees(self) -> list[int]:
        """Years of cotisation with at least one écriture, latest first."""
        return sorted({ligne.annee for ligne in self.lignes}, reverse=True)

    @property
    def natures(self) -> list[Nature]:
        """Natures met, in the order of the list."""
        presentes = {ligne.nature for ligne in self.lignes}
        return [nature for nature in Nature if nature in presentes]

    def nombre(self, *, annee: int | None, nature: Nature | None) -> int:
        """How many écritures a filter keeps."""
        return sum(
            ligne.nombre for ligne in self.lignes if annee in {None, ligne.annee} and nature in {None, ligne.nature}
        )


def cumuls(dossier: Dossier) -> Cumuls:
    """One query, on an index that holds all it reads."""
    lignes = (
        Ecriture.objects.du_dossier(dossier)
        .order_by()
        .values_list("annee", "nature")
        .annotate(somme=Sum("montant_centimes"), nombre=Count("pk"))
    )
    return Cumuls([Cumul(annee, Nature(nature), somme, nombre) for annee, nature, somme, nombre in lignes])
