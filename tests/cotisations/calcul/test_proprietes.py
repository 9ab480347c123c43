"""What holds for every income, year and start of activity."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cotisations.calcul import Regime, Simulation, Situation, annees_connues, bareme_de, simuler
from cotisations.calcul.arrondis import distribuer
from cotisations.calcul.base import lignes_de_base, revenu_definitif, trimestres_valides
from cotisations.calcul.explications import formule, raisons
from cotisations.calcul.regularisation import lignes_de_regularisation

ANNEES = st.sampled_from(annees_connues())
REVENUS = st.decimals(0, 1_000_000, places=2)
DEBUTS = st.one_of(st.none(), st.dates(date(2018, 1, 1), date(2026, 10, 1)))
SITUATIONS = st.builds(
    Situation,
    annee=ANNEES,
    assiette=REVENUS,
    assiette_precedente=st.one_of(st.none(), REVENUS),
    conventionne=st.booleans(),
    debut_activite=DEBUTS,
    radiation=st.none(),
    provisionnel=st.booleans(),
    assiette_estimee=st.one_of(st.none(), REVENUS),
    base_appelee=st.one_of(st.none(), REVENUS),
    taxation=st.booleans(),
).filter(lambda s: s.affiliation is None or s.affiliation.year <= s.annee)


def par_regime(simulation: Simulation) -> dict[Regime, int]:
    return {ligne.regime: ligne.montant for ligne in simulation.lignes}


@given(SITUATIONS)
def test_la_somme_des_lignes_est_le_total(situation: Situation) -> None:
    simulation = simuler(situation)
    assert sum(par_regime(simulation).values()) == simulation.total == simulation.appel + simulation.regularisation
    assert len(par_regime(simulation)) == len(simulation.lignes)


@given(SITUATIONS)
def test_un_appel_va_a_l_euro_et_ne_rend_rien(situation: Situation) -> None:
    for ligne in simuler(situation).lignes:
        if ligne.regime not in {Regime.REGULARISATION_T1, Regime.REGULARISATION_T2}:
            assert ligne.montant >= 0
            assert ligne.montant % 100 == 0
            assert ligne.points is None or ligne.points >= 0


@given(SITUATIONS, REVENUS)
def test_gagner_plus_ne_fait_jamais_payer_moins(situation: Situation, autre: Decimal) -> None:
    assert situation.assiette is not None
    moins, plus = sorted((situation.assiette, autre))
    avant = simuler(situation._replace(assiette=moins))
    apres = simuler(situation._replace(assiette=plus))
    for regime, montant in par_regime(avant).items():
        assert montant <= par_regime(apres)[regime], regime
    assert avant.trimestres <= apres.trimestres
    for gauche, droite in zip(avant.lignes, apres.lignes, strict=True):
        assert (gauche.points or 0) <= (droite.points or 0)


@given(SITUATIONS)
def test_chaque_ligne_reste_dans_ses_bornes(situation: Situation) -> None:
    bareme = bareme_de(situation.annee)
    simulation = simuler(situation)
    pass_ = bareme.plafond
    for ligne in simulation.lignes:
        assert ligne.base is None or ligne.base >= 0
        assert ligne.plafond is None or ligne.base is None or ligne.base <= ligne.plafond
        if ligne.regime is Regime.BASE_T1:
            assert ligne.base is not None
            assert ligne.base <= pass_
            assert (ligne.points or 0) <= bareme.base.points_t1.valeur
        if ligne.regime is Regime.BASE_T2:
            assert ligne.base is not None
            assert ligne.base <= 5 * pass_
    assert 0 <= simulation.trimestres <= 4


@given(SITUATIONS)
def test_le_montant_est_celui_de_sa_formule(situation: Situation) -> None:
    """What explains a line is what computed it: base, rate, forfait and what was already called."""
    for ligne in simuler(situation).lignes:
        exact = (ligne.base or 0) * (ligne.taux or 0) + (ligne.forfait or 0) - Decimal(ligne.deduit).scaleb(-2)
        ecart = abs(exact * 100 - ligne.montant)
        assert ecart <= (50 if ligne.montant % 100 == 0 else Decimal("0.5"))


@given(SITUATIONS)
def test_chaque_ligne_dit_pourquoi(situation: Situation) -> None:
    for ligne in simuler(situation).lignes:
        assert ligne.references
        assert all(reference.source and reference.valeur for reference in ligne.references)
        assert "€" in formule(ligne)
        assert all(phrase.endswith(".") for phrase in raisons(ligne))


@given(st.sampled_from([2023, 2024]), st.integers(0, 300_000), st.integers(0, 300_000))
def test_une_regularisation_et_son_contraire_s_annulent(annee: int, un: int, autre: int) -> None:
    """Where called and definitive rates are the same, up to the rounding of each call to the euro."""
    bareme = bareme_de(annee)

    def total(definitive: int, appelee: int) -> int:
        lignes = lignes_de_regularisation(
            bareme, definitive=Decimal(definitive), appelee=Decimal(appelee), affiliation=None, radiation=None
        )
        return sum(ligne.montant for ligne in lignes)

    assert abs(total(un, autre) + total(autre, un)) <= 4 * 50
    assert abs(total(un, un)) <= 2 * 50


@given(ANNEES, REVENUS, REVENUS)
def test_appel_et_regularisation_font_le_montant_definitif(annee: int, definitive: Decimal, appelee: Decimal) -> None:
    """To the cent: what was called, then what was regularised, is what the year costs."""
    bareme = bareme_de(annee)
    appel = lignes_de_base(bareme, revenu_definitif(bareme, appelee), 4, provisionnel=True)
    suite = lignes_de_regularisation(bareme, definitive=definitive, appelee=appelee, affiliation=None, radiation=None)
    revenu = revenu_definitif(bareme, definitive).compte
    base = bareme.base
    t1 = min(revenu, bareme.plafond) * base.taux_t1.valeur
    t2 = min(revenu, 5 * bareme.plafond) * base.taux_t2.valeur
    for avant, apres, exact in zip(appel, suite, (t1, t2), strict=True):
        assert abs(avant.montant + apres.montant - exact * 100) <= Decimal("0.5")


@given(ANNEES, st.integers(0, 20_000))
def test_les_trimestres_se_comptent_en_entiers(annee: int, revenu: int) -> None:
    """150 SMIC each, the floor of the division: 5 346 € give 3 in 2025, 5 345.99 € give 2."""
    bareme = bareme_de(annee)
    smic = int(bareme.reperes.smic_horaire.valeur * 100)
    assert trimestres_valides(bareme, Decimal(revenu)) == min(4, revenu * 100 // (150 * smic))


@given(st.integers(-(10**9), 10**9), st.integers(1, 12))
def test_distribuer_ne_perd_pas_un_centime(somme: int, parts: int) -> None:
    montants = distribuer(somme, parts)
    assert sum(montants) == somme
    assert len(montants) == parts
    assert max(montants) - min(montants) <= 1


@given(SITUATIONS)
def test_ne_pas_etre_conventionne_ne_change_que_l_asv(situation: Situation) -> None:
    sans = par_regime(simuler(situation._replace(conventionne=False)))
    avec = par_regime(simuler(situation._replace(conventionne=True)))
    asv = {Regime.ASV_FORFAIT, Regime.ASV_PROPORTIONNELLE}
    assert avec.keys() - sans.keys() == asv
    assert {regime: montant for regime, montant in avec.items() if regime not in asv} == sans


@given(SITUATIONS)
def test_les_points_vont_par_dixiemes_et_centiemes(situation: Situation) -> None:
    assume(situation.assiette is not None)
    for ligne in simuler(situation).lignes:
        if ligne.points is not None:
            pas = Decimal("0.01") if ligne.regime is Regime.COMPLEMENTAIRE else Decimal("0.1")
            assert ligne.points % pas == 0


@given(SITUATIONS, REVENUS)
def test_une_estimation_ne_change_que_le_regime_de_base(situation: Situation, estimee: Decimal) -> None:
    sans = par_regime(simuler(situation._replace(assiette_estimee=None)))
    avec = simuler(situation._replace(assiette_estimee=estimee))
    base = {Regime.BASE_T1, Regime.BASE_T2}
    assert {r: m for r, m in par_regime(avec).items() if r not in base} == {
        r: m for r, m in sans.items() if r not in base
    }
    du = revenu_definitif(bareme_de(situation.annee), estimee)
    attendues = lignes_de_base(
        bareme_de(situation.annee), du, avec.trimestres_affilies, provisionnel=situation.provisionnel
    )
    assert [par_regime(avec)[ligne.regime] for ligne in attendues] == [ligne.montant for ligne in attendues]


@given(st.sampled_from(annees_connues()[1:]), REVENUS, REVENUS)
def test_la_base_appelee_dit_ce_que_l_appel_comptait(annee: int, assiette: Decimal, precedente: Decimal) -> None:
    """What the call of the year before really counted and what is computed again are one when it followed the rule."""
    appelee = simuler(Situation(annee - 1, precedente, provisionnel=True)).revenu.compte
    recalculee = simuler(Situation(annee, assiette, precedente))
    assert par_regime(simuler(Situation(annee, assiette, precedente, base_appelee=appelee))) == par_regime(recalculee)


@given(ANNEES, REVENUS)
def test_sans_declaration_c_est_le_plafond_et_rien_n_est_regularise(annee: int, precedente: Decimal) -> None:
    simulation = simuler(Situation(annee, None, precedente, base_appelee=precedente, taxation=True))
    plein = par_regime(simuler(Situation(annee, 5 * bareme_de(annee).plafond)))
    plein.pop(Regime.ASV_PROPORTIONNELLE)
    assert {r: m for r, m in par_regime(simulation).items() if r is not Regime.ASV_PROPORTIONNELLE} == plein
    assert any("5\u00a0PASS" in phrase for ligne in simulation.lignes for phrase in raisons(ligne))


@pytest.mark.parametrize("annee", annees_connues())
def test_zero_euro_paie_les_minimums(annee: int) -> None:
    simulation = simuler(Situation(annee, Decimal(0)))
    assert all(ligne.montant > 0 for ligne in simulation.lignes if ligne.regime is not Regime.ASV_PROPORTIONNELLE)
    assert simulation.trimestres == 3
