"""How much of each régime is paid: exact to the cent, never more than what was asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotisations.calcul import Regime
from cotisations.calcul.ventilation import EcheanceSuivie, Rubrique, par_rubrique, restes

pytestmark = pytest.mark.une_fois
MONTANTS = st.integers(0, 5_000_000)
DEMANDES = st.dictionaries(st.sampled_from(Rubrique), MONTANTS, min_size=1).filter(lambda d: sum(d.values()) > 0)


@st.composite
def appels(draw: st.DrawFn) -> tuple[dict[Rubrique, int], list[EcheanceSuivie], int]:
    """A call cut into échéances, of which so much is paid, the oldest first."""
    demandes = draw(DEMANDES)
    total, parts = sum(demandes.values()), draw(st.integers(1, 12))
    montants = [m for i in range(parts) if (m := total * (i + 1) // parts - total * i // parts)]
    paye = draw(st.integers(0, total))
    suivies = []
    for montant in montants:
        regle = min(montant, paye)
        paye -= regle
        suivies.append(EcheanceSuivie(montant, montant - regle))
    return demandes, suivies, sum(e.reste for e in suivies)


@given(appels())
def test_rien_ne_se_perd(cas: tuple[dict[Rubrique, int], list[EcheanceSuivie], int]) -> None:
    demandes, echeances, du = cas
    trouves = restes(demandes, echeances)
    assert sum(trouves.values()) == du
    for rubrique, reste in trouves.items():
        assert 0 <= reste <= demandes.get(rubrique, 0)


def test_une_echeance_payee_en_partie_suit_l_ordre_du_code() -> None:
    demandes = {
        Rubrique.BASE: 4_000,
        Rubrique.INVALIDITE_DECES: 1_000,
        Rubrique.COMPLEMENTAIRE: 4_000,
        Rubrique.ASV: 1_000,
    }
    moitie = [EcheanceSuivie(5_000, 0), EcheanceSuivie(5_000, 2_400)]
    assert restes(demandes, moitie) == {
        Rubrique.BASE: 0,
        Rubrique.INVALIDITE_DECES: 0,
        Rubrique.COMPLEMENTAIRE: 1_900,
        Rubrique.ASV: 500,
    }
    entiere = [EcheanceSuivie(5_000, 0), EcheanceSuivie(5_000, 5_000)]
    assert restes(demandes, entiere) == {rubrique: montant // 2 for rubrique, montant in demandes.items()}


def test_une_regularisation_qui_rend_paie_les_autres_regimes() -> None:
    demandes = {Rubrique.BASE: -300, Rubrique.INVALIDITE_DECES: 1_000, Rubrique.COMPLEMENTAIRE: 2_000}
    trouves = restes(demandes, [EcheanceSuivie(2_700, 2_700)])
    assert trouves == {
        Rubrique.BASE: 0,
        Rubrique.INVALIDITE_DECES: 700,
        Rubrique.COMPLEMENTAIRE: 2_000,
        Rubrique.ASV: 0,
    }


def test_des_echeances_qui_demandent_plus_que_l_appel_n_y_changent_rien() -> None:
    trouves = restes({Rubrique.BASE: 100, Rubrique.ASV: 50}, [EcheanceSuivie(400, 400), EcheanceSuivie(90, 30)])
    assert trouves == {Rubrique.BASE: 100, Rubrique.INVALIDITE_DECES: 0, Rubrique.COMPLEMENTAIRE: 0, Rubrique.ASV: 50}


def test_les_lignes_d_un_appel_se_rangent_par_regime() -> None:
    lignes = [(regime, 10) for regime in Regime]
    assert par_rubrique(lignes) == {
        Rubrique.BASE: 40,
        Rubrique.INVALIDITE_DECES: 10,
        Rubrique.COMPLEMENTAIRE: 10,
        Rubrique.ASV: 20,
    }
    assert par_rubrique([(Regime.BASE_T1, 5), (Regime.REGULARISATION_T1, -5)]) == {}
