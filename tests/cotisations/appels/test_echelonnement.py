"""A total in échéances: exact to the cent, whatever the day, the habit and what was asked before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotisations.appels.calendrier import calendrier
from cotisations.appels.echelonnement import echelonner
from cotisations.echeancier import Tranche
from cotisations.enums import Periodicite

pytestmark = pytest.mark.une_fois
ANNEE = 2026
TOTAUX = st.integers(0, 5_000_000)
JOURS = st.dates(date(2025, 12, 1), date(2027, 3, 1))
PERIODICITES = st.sampled_from(Periodicite)


@given(TOTAUX, PERIODICITES, JOURS)
def test_la_somme_est_exacte_et_les_parts_egales_au_centime(total: int, periodicite: Periodicite, le: date) -> None:
    plan = echelonner(total, periodicite, annee=ANNEE, le=le)
    montants = [tranche.montant for tranche in plan.tranches]
    assert sum(montants) == total
    assert all(montant > 0 for montant in montants)
    assert not montants or max(montants) - min(montants) <= 1
    assert all(tranche.exigible_le >= le + calendrier().preavis for tranche in plan.tranches)
    jours = [tranche.exigible_le for tranche in plan.tranches]
    assert jours == sorted(set(jours))


@given(st.tuples(TOTAUX, TOTAUX), st.tuples(PERIODICITES, PERIODICITES), st.tuples(JOURS, JOURS))
def test_un_second_plan_ne_touche_que_ce_qui_n_est_pas_du(
    totaux: tuple[int, int], periodicites: tuple[Periodicite, Periodicite], jours: tuple[date, date]
) -> None:
    (un, autre), (avant, apres), (le, ensuite) = totaux, periodicites, sorted(jours)
    premier = echelonner(un, avant, annee=ANNEE, le=le)
    second = echelonner(autre, apres, annee=ANNEE, le=ensuite, existantes=premier.tranches)
    fixe = ensuite + calendrier().preavis
    assert second.gardees == tuple(tranche for tranche in premier.tranches if tranche.exigible_le < fixe)
    gardes = sum(tranche.montant for tranche in second.gardees)
    assert sum(tranche.montant for tranche in second.tranches) == max(autre, gardes)
    assert all(tranche.exigible_le >= fixe for tranche in second.nouvelles)
    montants = [tranche.montant for tranche in second.nouvelles]
    assert not montants or max(montants) - min(montants) <= 1


def test_le_meme_total_le_meme_jour_ne_change_rien() -> None:
    premier = echelonner(100_000, Periodicite.MENSUELLE, annee=ANNEE, le=date(2025, 12, 1))
    second = echelonner(100_000, Periodicite.MENSUELLE, annee=ANNEE, le=date(2026, 5, 20), existantes=premier.tranches)
    assert second.tranches == premier.tranches
    assert len(premier.tranches) == 12


def test_ce_qui_tombe_avant_le_preavis_garde_son_montant() -> None:
    """On 22 June, the debit of 5 July is announced already: the régularisation goes from August on."""
    premier = echelonner(120_000, Periodicite.MENSUELLE, annee=ANNEE, le=date(2025, 12, 1))
    second = echelonner(170_000, Periodicite.MENSUELLE, annee=ANNEE, le=date(2026, 6, 22), existantes=premier.tranches)
    assert second.gardees[-1] == Tranche(date(2026, 7, 5), 10_000)
    assert {tranche.montant for tranche in second.nouvelles} == {20_000}


def test_apres_le_dernier_jour_il_en_reste_un() -> None:
    le = date(2026, 11, 22)
    (tranche,) = echelonner(5, Periodicite.SEMESTRIELLE, annee=ANNEE, le=le).tranches
    assert tranche == Tranche(le + timedelta(days=30), 5)


def test_moins_que_ce_qui_est_garde_n_ajoute_rien() -> None:
    gardee = Tranche(date(2026, 3, 31), 10_000)
    plan = echelonner(4_000, Periodicite.SEMESTRIELLE, annee=ANNEE, le=date(2026, 6, 1), existantes=[gardee])
    assert plan.tranches == (gardee,)


def test_chaque_habitude_a_ses_jours() -> None:
    assert [len(calendrier().dates(2028, une)) for une in Periodicite] == [1, 2, 4, 12]
    assert "à confirmer" in calendrier().note
