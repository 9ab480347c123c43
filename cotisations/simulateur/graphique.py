"""The bars of a simulation: lengths as percentages, so that the text keeps its size on any screen.

Numbers of the SVG are finished text: those of a template are written in the language of the page, one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cotisations.calcul import Regime, Simulation

_RUBRIQUES: tuple[tuple[str, frozenset[Regime]], ...] = (
    ("Régime de base", frozenset({Regime.BASE_T1, Regime.BASE_T2})),
    ("Régime complémentaire", frozenset({Regime.COMPLEMENTAIRE})),
    ("ASV", frozenset({Regime.ASV_FORFAIT, Regime.ASV_PROPORTIONNELLE})),
    ("Invalidité-décès", frozenset({Regime.INVALIDITE_DECES})),
    ("Régularisation", frozenset({Regime.REGULARISATION_T1, Regime.REGULARISATION_T2})),
)
_TITRE, _BARRE, _ECART = 22, 18, 16  # pixels: a title, a bar, the space before the next title
_LARGEUR_MAX = Decimal(64)  # percent: its amount is written beside each bar, on a telephone too


@dataclass(frozen=True)
class Barre:
    """A bar at `y`, its amount beside it at `y_texte`; `rang` 0 or 1 says of which simulation. `montant` in cents."""

    y: str
    y_texte: str
    largeur: str
    rang: str
    montant: int


@dataclass(frozen=True)
class Rubrique:
    """A title at `y` and one bar for each simulation."""

    libelle: str
    y: str
    barres: tuple[Barre, ...]


@dataclass(frozen=True)
class Graphique:
    hauteur: str
    hauteur_barre: str
    rubriques: tuple[Rubrique, ...]


def dessiner(simulations: Sequence[Simulation]) -> Graphique:
    """One group of bars for each régime that somebody pays."""
    montants = [(libelle, [_montant(s, regimes) for s in simulations]) for libelle, regimes in _RUBRIQUES]
    payees = [(libelle, valeurs) for libelle, valeurs in montants if any(valeurs)]
    echelle = max((abs(valeur) for _, valeurs in payees for valeur in valeurs), default=1)
    pas = _TITRE + len(simulations) * (_BARRE + 4) + _ECART
    rubriques = tuple(
        Rubrique(libelle, str(rang * pas + _TITRE - 7), _barres(valeurs, rang * pas + _TITRE, echelle))
        for rang, (libelle, valeurs) in enumerate(payees)
    )
    return Graphique(str(max(1, len(payees) * pas - _ECART)), str(_BARRE), rubriques)


def _barres(valeurs: Sequence[int], haut: int, echelle: int) -> tuple[Barre, ...]:
    return tuple(_barre(rang, valeur, haut + rang * (_BARRE + 4), echelle) for rang, valeur in enumerate(valeurs))


def _barre(rang: int, valeur: int, y: int, echelle: int) -> Barre:
    largeur = f"{_LARGEUR_MAX * abs(valeur) / echelle:.2f}%"
    return Barre(str(y), str(y + _BARRE - 4), largeur, str(rang), valeur)


def _montant(simulation: Simulation, regimes: frozenset[Regime]) -> int:
    return sum(ligne.montant for ligne in simulation.lignes if ligne.regime in regimes)
