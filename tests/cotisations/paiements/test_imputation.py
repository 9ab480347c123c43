"""The policy of allocation: pure arithmetic, whatever the debts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cotisations.imputation import Cible, Part, imputer, ordonner, retirer, ventiler

pytestmark = pytest.mark.une_fois
LE = date(2026, 11, 22)
CENTIMES = st.integers(min_value=0, max_value=10**9)
CIBLES = st.lists(st.tuples(CENTIMES, st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.booleans()), max_size=20).map(
    lambda lignes: [Cible(rang, *ligne) for rang, ligne in enumerate(lignes)]
)
DESIGNEES = st.sets(st.integers(min_value=0, max_value=25))
MONTANTS = st.integers(min_value=1, max_value=10**11)


@given(MONTANTS, CIBLES, DESIGNEES)
def test_rien_ne_se_perd_et_aucune_dette_n_est_payee_deux_fois(
    montant: int, cibles: list[Cible[int]], designees: set[int]
) -> None:
    partage = imputer(montant, cibles, le=LE, designees=designees)
    assert sum(part.centimes for part in partage.parts) + partage.trop_verse == montant
    restes = {cible.cle: cible.reste for cible in cibles}
    assert all(0 < part.centimes <= restes[part.cle] for part in partage.parts)
    assert len({part.cle for part in partage.parts}) == len(partage.parts)


@given(MONTANTS, CIBLES, DESIGNEES)
def test_il_n_y_a_de_trop_verse_que_si_tout_est_paye(
    montant: int, cibles: list[Cible[int]], designees: set[int]
) -> None:
    partage = imputer(montant, cibles, le=LE, designees=designees)
    assert partage.trop_verse == max(0, montant - sum(cible.reste for cible in cibles))


@given(MONTANTS, CIBLES, DESIGNEES)
def test_l_argent_suit_l_ordre_sans_sauter_de_dette(
    montant: int, cibles: list[Cible[int]], designees: set[int]
) -> None:
    """Only the last debt paid may be paid in part."""
    payes = {part.cle: part.centimes for part in imputer(montant, cibles, le=LE, designees=designees).parts}
    dettes = [cible for cible in ordonner(cibles, le=LE, designees=designees) if cible.reste]
    soldees = [payes.get(cible.cle) == cible.reste for cible in dettes]
    assert soldees == sorted(soldees, reverse=True)
    assert all(cible.cle in payes for cible in dettes[: len(payes)])


@given(CIBLES, DESIGNEES)
def test_ce_qui_est_designe_passe_devant(cibles: list[Cible[int]], designees: set[int]) -> None:
    ordre = [cible.cle in designees for cible in ordonner(cibles, le=LE, designees=designees)]
    assert ordre == sorted(ordre, reverse=True)


@given(CIBLES)
def test_sans_designation_le_principal_passe_avant_les_majorations(cibles: list[Cible[int]]) -> None:
    ordre = [cible.est_majoration for cible in ordonner(cibles, le=LE)]
    assert ordre == sorted(ordre)


def echeance(cle: str, jours: int, reste: int = 100, *, majoration: bool = False) -> Cible[str]:
    return Cible(cle, reste, LE + timedelta(days=jours), est_majoration=majoration)


@pytest.mark.parametrize(
    ("cibles", "designees", "attendu"),
    [
        # Named first, then the échéance of the day, then the oldest; majorations last.
        (["vieille:-400", "jour:5", "plus tard:200"], {"plus tard"}, ["plus tard", "jour", "vieille"]),
        (["vieille:-400", "jour:-15"], set(), ["jour", "vieille"]),
        (["vieille:-400", "passée:-16", "à venir:16"], set(), ["vieille", "passée", "à venir"]),
        # Of two as near, the first due.
        (["après:3", "avant:-3", "vieille:-99"], set(), ["avant", "vieille", "après"]),
        (["maj:-900:m", "vieille:-400", "maj du jour:0:m"], set(), ["vieille", "maj", "maj du jour"]),
        (["maj:-900:m", "a:-400", "b:-300"], {"maj", "b"}, ["b", "maj", "a"]),
    ],
)
def test_l_ordre(cibles: list[str], designees: set[str], attendu: list[str]) -> None:
    lues = []
    for texte in cibles:
        cle, jours, *reste = texte.split(":")
        lues.append(echeance(cle, int(jours), majoration=bool(reste)))
    assert [cible.cle for cible in ordonner(lues, le=LE, designees=designees)] == attendu


def test_un_paiement_en_partie_laisse_le_reste_du() -> None:
    partage = imputer(150, [echeance("a", -300), echeance("b", -200)], le=LE)
    assert partage.parts == (Part("a", 100), Part("b", 50))
    assert partage.trop_verse == 0


@given(st.lists(st.integers(min_value=1, max_value=1000), max_size=8), CENTIMES, st.data())
def test_reprendre_prend_le_libre_puis_la_derniere_part(parts: list[int], libre: int, data: st.DataObject) -> None:
    montant = data.draw(st.integers(min_value=0, max_value=sum(parts) + libre))
    gardes = retirer(montant, parts, libre=libre)
    assert sum(parts) - sum(gardes) == max(0, montant - libre)
    touchees = [garde != part for garde, part in zip(gardes, parts, strict=True)]
    assert touchees == sorted(touchees)  # the first parts are the last to go
    assert all(0 <= garde <= part for garde, part in zip(gardes, parts, strict=True))


def test_les_regimes_sont_payes_l_un_apres_l_autre() -> None:
    parts = {"complementaire": 300, "base": 500, "asv": 100}
    ordre = ["base", "complementaire"]
    assert ventiler(650, parts, ordre=ordre) == {"base": 500, "complementaire": 150, "asv": 0}
    assert list(ventiler(650, parts, ordre=ordre)) == ["base", "complementaire", "asv"]
