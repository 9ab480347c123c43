"""What remains of each échéance, whatever the ledger says."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cotisations.echeancier import Repartition, Tranche, repartir
from cotisations.enums import EtatEcheance

LE = date(2026, 11, 22)
JOURS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MONTANTS = st.integers(min_value=1, max_value=10**9)
TRANCHES = st.lists(st.builds(Tranche, JOURS, MONTANTS), max_size=24).map(
    lambda tranches: sorted(tranches, key=lambda tranche: tranche.exigible_le)
)
SOLDES = st.integers(min_value=-(10**11), max_value=10**11)


def restes(repartition: Repartition) -> list[int]:
    return [suivi.reste for suivi in repartition.suivis]


@given(TRANCHES, SOLDES)
def test_tout_ce_qui_est_du_est_quelque_part(tranches: list[Tranche], solde: int) -> None:
    resultat = repartir(tranches, solde, le=LE)
    assert sum(restes(resultat)) + resultat.hors_echeancier == max(0, -solde)
    assert resultat.avance == max(0, solde)


@given(TRANCHES, SOLDES)
def test_aucun_reste_ne_sort_de_ses_bornes(tranches: list[Tranche], solde: int) -> None:
    resultat = repartir(tranches, solde, le=LE)
    assert [suivi.tranche for suivi in resultat.suivis] == tranches
    assert all(0 <= suivi.reste <= suivi.tranche.montant for suivi in resultat.suivis)
    assert resultat.hors_echeancier >= 0
    assert resultat.hors_echeancier == 0 or restes(resultat) == [tranche.montant for tranche in tranches]


@given(TRANCHES, SOLDES, st.integers(min_value=0, max_value=10**9))
def test_payer_ne_fait_jamais_monter_un_reste(tranches: list[Tranche], solde: int, paye: int) -> None:
    avant, apres = repartir(tranches, solde, le=LE), repartir(tranches, solde + paye, le=LE)
    assert all(a >= b for a, b in zip(restes(avant), restes(apres), strict=True))
    assert avant.hors_echeancier >= apres.hors_echeancier


@given(TRANCHES, SOLDES)
def test_le_plus_ancien_est_paye_le_premier(tranches: list[Tranche], solde: int) -> None:
    """CSS R613-5: at most one tranche is paid in part; before it all are paid, after it none is."""
    suivis = repartir(tranches, solde, le=LE).suivis
    entamee = next((rang for rang, suivi in enumerate(suivis) if suivi.reste), len(suivis))
    assert all(suivi.reste == suivi.tranche.montant for suivi in suivis[entamee + 1 :])


@given(TRANCHES, SOLDES)
def test_l_etat_dit_le_reste_et_la_date(tranches: list[Tranche], solde: int) -> None:
    for suivi in repartir(tranches, solde, le=LE).suivis:
        attendu = {
            EtatEcheance.PAYEE: suivi.reste == 0,
            EtatEcheance.EN_RETARD: suivi.reste > 0 and suivi.tranche.exigible_le < LE,
            EtatEcheance.A_VENIR: suivi.reste == suivi.tranche.montant and suivi.tranche.exigible_le >= LE,
            EtatEcheance.PARTIELLE: 0 < suivi.reste < suivi.tranche.montant and suivi.tranche.exigible_le >= LE,
        }
        assert [etat for etat, vrai in attendu.items() if vrai] == [suivi.etat]


def test_le_jour_meme_n_est_pas_un_retard() -> None:
    tranches = [Tranche(LE, 100), Tranche(date(2026, 12, 5), 100)]
    etats = [suivi.etat for suivi in repartir(tranches, -150, le=LE).suivis]
    assert etats == [EtatEcheance.PARTIELLE, EtatEcheance.A_VENIR]
    assert repartir(tranches, -150, le=date(2026, 11, 23)).suivis[0].etat == EtatEcheance.EN_RETARD
