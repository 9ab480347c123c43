"""The arithmetic of cotisations: pure functions on `Decimal` and integer cents. No database, no Django.

`simuler(Situation(...))` computes a year; each `Ligne` carries its formula and its sources.
See docs/cotisations.md.
"""

from cotisations.calcul.baremes import BaremeAbsent, BaremeInvalide, annees_connues, bareme_de
from cotisations.calcul.lignes import Ligne, Reference, Regime
from cotisations.calcul.simulation import Simulation, simuler
from cotisations.calcul.situation import Situation, SituationInvalide

__all__ = [
    "BaremeAbsent",
    "BaremeInvalide",
    "Ligne",
    "Reference",
    "Regime",
    "Simulation",
    "Situation",
    "SituationInvalide",
    "annees_connues",
    "bareme_de",
    "simuler",
]
