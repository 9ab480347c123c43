"""From gross income to the assiette sociale: 26 %, between a floor and a ceiling (CSS L131-6, L136-3, D136-5)."""

from decimal import Decimal

from cotisations.calcul.arrondis import a_l_euro
from cotisations.calcul.figures import Bareme
from cotisations.calcul.situation import SituationInvalide


def abattement(revenu_brut: Decimal, bareme: Bareme) -> Decimal:
    """What is taken off `revenu_brut` (receipts less expenses, before any cotisation), in whole euros.

    Raises `SituationInvalide` for a year before the reform (2025).
    """
    figures = bareme.abattement
    if figures is None:
        raise SituationInvalide(
            "revenu_brut",
            f"En {bareme.annee}, l’abattement de 26\u202f% n’existait pas\u00a0: indiquez le revenu net, "
            "celui de votre déclaration.",
        )
    plancher = bareme.plafond * figures.plancher_en_pass.valeur
    plafond = bareme.plafond * figures.plafond_en_pass.valeur
    return a_l_euro(min(max(revenu_brut * figures.taux.valeur, plancher), plafond))


def assiette_sociale(revenu_brut: Decimal, bareme: Bareme) -> Decimal:
    """`revenu_brut` less its abatement, never negative. `bareme`: the one of the year of the income."""
    return max(Decimal(0), revenu_brut - abattement(revenu_brut, bareme))
