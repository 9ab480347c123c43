"""From one call to the next, cause by cause: exact whatever happened between the two."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotisations.calcul import Situation, annees_connues, simuler
from cotisations.calcul.cascade import Cause, decomposer

pytestmark = pytest.mark.une_fois
REVENUS = st.decimals(0, 500_000, places=2)
CARRIERES = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2023, 1, 1)))
ANNEES = st.sampled_from(annees_connues()[1:])


@st.composite
def deux_appels(draw: st.DrawFn) -> tuple[Situation, Situation]:
    """Two years of one career, and all that may change between them."""
    annee, debut = draw(ANNEES), draw(CARRIERES)
    avant, apres = (
        Situation(
            annee=une,
            assiette=draw(REVENUS),
            assiette_precedente=draw(st.one_of(st.none(), REVENUS)),
            conventionne=draw(st.booleans()),
            debut_activite=debut,
            radiation=draw(st.one_of(st.none(), st.dates(date(une, 1, 1), date(une, 12, 31)))),
            provisionnel=True,
        )
        for une in (annee - 1, annee)
    )
    return avant, apres


def pas(avant: Situation, apres: Situation) -> dict[Cause, int]:
    return dict(decomposer(avant, apres))


@given(deux_appels())
def test_la_somme_des_pas_est_la_difference(appels: tuple[Situation, Situation]) -> None:
    avant, apres = appels
    trouves = decomposer(avant, apres)
    assert sum(un.ecart for un in trouves) == simuler(apres).total - simuler(avant).total
    assert [un.cause for un in trouves] == list(Cause)


@given(deux_appels())
def test_un_revenu_seul_ne_change_que_ce_qui_en_depend(appels: tuple[Situation, Situation]) -> None:
    avant, apres = appels
    meme_annee = avant._replace(assiette=apres.assiette)
    trouves = pas(avant, meme_annee)
    assert {cause for cause, ecart in trouves.items() if ecart} <= {Cause.REVENU, Cause.REGULARISATION}


@given(deux_appels())
def test_une_annee_de_plus_sans_rien_changer_n_est_que_le_bareme(appels: tuple[Situation, Situation]) -> None:
    """A career under way: being one year older is no cause."""
    _, apres = appels
    avant = apres._replace(
        annee=apres.annee - 1,
        debut_activite=date(1990, 1, 1),
        radiation=None,
    )
    trouves = pas(avant, apres._replace(debut_activite=date(1991, 1, 1), radiation=None))
    assert not any(trouves[cause] for cause in (Cause.REVENU, Cause.AFFILIATION, Cause.CONVENTION))


def test_un_exemple_a_la_main() -> None:
    """40 000 € then 45 000 €: what each scale asks of each is in tests/cotisations/calcul/grille.csv."""
    avant = Situation(2024, Decimal(40_000), conventionne=True)
    apres = Situation(2025, Decimal(50_000), conventionne=False)
    assert pas(avant, apres) == {
        Cause.REVENU: 102_700,  # 7 964 to 8 991 with the scale of 2024
        Cause.AFFILIATION: 0,
        Cause.CONVENTION: -29_900,  # 299 of ASV
        Cause.BAREME: 43_200,  # base 4 751 to 5 047, complémentaire 2 919 to 3 055
        Cause.FORFAITS: 0,  # invalidité-décès 1 022 both years
        Cause.REGULARISATION: 0,
    }


def test_les_forfaits_et_l_affiliation_ont_leur_pas() -> None:
    avant = Situation(2023, Decimal(40_000), conventionne=True)
    trouves = pas(avant, Situation(2024, Decimal(40_000), conventionne=True, radiation=date(2024, 6, 30)))
    assert trouves[Cause.FORFAITS] == 8_400  # half of 1 241 less half of 1 073, each line to the euro
    assert trouves[Cause.AFFILIATION] < 0
    assert trouves[Cause.REVENU] == 0


def test_le_debut_d_activite_est_un_pas() -> None:
    """The first year is called on a forfait, the second on an annualised income."""
    avant = Situation(2025, None, debut_activite=date(2025, 4, 1), provisionnel=True)
    apres = Situation(2026, Decimal(30_000), debut_activite=date(2025, 4, 1), provisionnel=True)
    trouves = pas(avant, apres)
    assert trouves[Cause.REVENU] == 0
    assert trouves[Cause.AFFILIATION] > 0
    assert trouves[Cause.REGULARISATION] == simuler(apres).regularisation != 0
