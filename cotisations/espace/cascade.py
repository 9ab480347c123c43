"""The waterfall from one call to the next: bars as percentages, so that the text keeps its size on any screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from cotisations.calcul import BaremeAbsent, Simulation, SituationInvalide
from cotisations.calcul.cascade import Cause, Pas, decomposer

LIBELLES = {
    Cause.REVENU: "Vos revenus",
    Cause.AFFILIATION: "Vos trimestres d’affiliation",
    Cause.CONVENTION: "Votre conventionnement",
    Cause.BAREME: "Taux, plafonds et règles de l’année",
    Cause.FORFAITS: "Montant des forfaits",
    Cause.REGULARISATION: "Régularisation du régime de base",
}
_PRECISIONS = {
    Cause.REVENU: "avec les règles de l’année d’avant, seuls les revenus changent",
    Cause.AFFILIATION: "début d’activité, année incomplète ou fin d’affiliation",
    Cause.CONVENTION: "l’ASV n’est due que sous convention",
    Cause.BAREME: "PASS, SMIC, taux du régime de base et du complémentaire, part proportionnelle de l’ASV",
    Cause.FORFAITS: "ASV forfaitaire et invalidité-décès",
    Cause.REGULARISATION: "l’écart entre celle d’avant et celle de cette année",
}
_TITRE, _BARRE, _ECART = 22, 18, 14  # pixels: a title, a bar, the space before the next title
_PAS = _TITRE + _BARRE + _ECART
_LARGEUR_MAX = Decimal(64)  # percent: its amount is written beside each bar, on a telephone too
_LARGEUR_MIN = Decimal("0.6")  # percent: even a cent shows


@dataclass(frozen=True)
class Barre:
    """From `de` to `vers`, in cents: `rang` places it, `bas` and `echelle` are those of the whole waterfall."""

    libelle: str
    precision: str
    ton: str
    de: int
    vers: int
    rang: int
    bas: int
    echelle: int

    @property
    def montant(self) -> int:
        """The total, or what the cause adds, in cents."""
        return self.vers - self.de

    @property
    def est_total(self) -> bool:
        return self.ton == "total"

    @property
    def x(self) -> str:
        """As an SVG length, like `largeur`."""
        return f"{_LARGEUR_MAX * (min(self.de, self.vers) - self.bas) / self.echelle:.2f}%"

    @property
    def largeur(self) -> str:
        return f"{max(_LARGEUR_MIN, _LARGEUR_MAX * abs(self.montant) / self.echelle):.2f}%"

    @property
    def y(self) -> int:
        """In pixels, like those of its texts."""
        return self.rang * _PAS + _TITRE

    @property
    def y_titre(self) -> int:
        return self.y - 7

    @property
    def y_texte(self) -> int:
        """Where the amount stands, beside the bar."""
        return self.y + _BARRE - 4


@dataclass(frozen=True)
class Cascade:
    """From `avant` to `apres`, in cents. `barres`: the first total, each cause that counts, the last total."""

    annee_avant: int
    annee_apres: int
    avant: int
    apres: int
    barres: tuple[Barre, ...]
    hauteur: int
    hauteur_barre: int = _BARRE

    @property
    def ecart(self) -> int:
        return self.apres - self.avant

    @property
    def pas(self) -> tuple[Barre, ...]:
        """The causes alone."""
        return tuple(barre for barre in self.barres if not barre.est_total)

    @property
    def principale(self) -> Barre | None:
        """The cause that counts most."""
        return max(self.pas, key=lambda barre: abs(barre.montant), default=None)


def tracer(avant: Simulation, apres: Simulation) -> Cascade | None:
    """`None` when no path leads from one to the other (a scale is missing)."""
    try:
        pas = decomposer(avant.situation, apres.situation)
    except (BaremeAbsent, SituationInvalide):
        return None
    barres = _barres(avant, apres, [un for un in pas if un.ecart])
    return Cascade(avant.annee, apres.annee, avant.total, apres.total, barres, len(barres) * _PAS - _ECART)


def _barres(avant: Simulation, apres: Simulation, etapes: Sequence[Pas]) -> tuple[Barre, ...]:
    niveaux = list(accumulate((un.ecart for un in etapes), initial=avant.total))
    bas, haut = min(0, *niveaux), max(0, *niveaux)
    suites = [
        (f"Appel {avant.annee}", "", "total", 0, avant.total),
        *(
            (LIBELLES[un.cause], _PRECISIONS[un.cause], "hausse" if un.ecart > 0 else "baisse", de, de + un.ecart)
            for un, de in zip(etapes, niveaux, strict=False)
        ),
        (f"Appel {apres.annee}", "", "total", 0, apres.total),
    ]
    return tuple(Barre(*suite, rang, bas, haut - bas or 1) for rang, suite in enumerate(suites))
