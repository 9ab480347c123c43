"""The golden table: every line, point and trimestre of four years, to the euro.

Full year, conventionné, same income all along; figures of mon-entreprise checked against an independent calculator.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from cotisations.calcul import Regime, Situation, simuler

GRILLE = list(csv.DictReader((Path(__file__).parent / "grille.csv").read_text().splitlines(), delimiter=";"))


@pytest.mark.parametrize("cas", GRILLE, ids=lambda cas: f"{cas['annee']}-{cas['assiette']}")
def test_la_grille(cas: dict[str, str]) -> None:
    simulation = simuler(Situation(int(cas["annee"]), Decimal(cas["assiette"])))
    lignes = {ligne.regime: ligne for ligne in simulation.lignes}
    asv = lignes[Regime.ASV_FORFAIT].montant + lignes[Regime.ASV_PROPORTIONNELLE].montant
    obtenu = {
        "base_t1": lignes[Regime.BASE_T1].montant,
        "base_t2": lignes[Regime.BASE_T2].montant,
        "complementaire": lignes[Regime.COMPLEMENTAIRE].montant,
        "asv": asv,
        "invalidite_deces": lignes[Regime.INVALIDITE_DECES].montant,
        "total": simulation.total,
    }
    assert obtenu == {nom: int(cas[nom]) * 100 for nom in obtenu}
    points = {
        "points_t1": lignes[Regime.BASE_T1].points,
        "points_t2": lignes[Regime.BASE_T2].points,
        "points_complementaires": lignes[Regime.COMPLEMENTAIRE].points,
    }
    assert points == {nom: Decimal(cas[nom]) for nom in points}
    assert simulation.trimestres == int(cas["trimestres"])


def test_la_grille_est_entiere() -> None:
    assert len(GRILLE) == 4 * 9
