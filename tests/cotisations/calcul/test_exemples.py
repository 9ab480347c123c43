"""Worked examples, to the cent: a real call, and what other sources publish."""

from datetime import date
from decimal import Decimal

import pytest

from cotisations.calcul import Regime, Simulation, Situation, SituationInvalide, bareme_de, simuler
from cotisations.calcul.abattement import abattement, assiette_sociale
from cotisations.calcul.affiliation import debut_d_affiliation, trimestres_affilies
from cotisations.calcul.arrondis import distribuer
from cotisations.calcul.base import assiette_minimale, forfait_de_debut, tranches
from cotisations.calcul.majorations import majoration_de_retard, mois_de_retard
from cotisations.calcul.situation import taxation_sans_declaration


def montants(simulation: Simulation) -> dict[str, Decimal]:
    return {ligne.regime.value: Decimal(ligne.montant) / 100 for ligne in simulation.lignes}


def dire(**attendus: str) -> dict[str, Decimal]:
    return {nom: Decimal(montant) for nom, montant in attendus.items()}


def test_un_appel_reel_de_juillet_2026() -> None:
    """Affiliated on 1 October 2025: 11 813 € in one quarter, annualised for the base régime alone."""
    simulation = simuler(Situation(2026, Decimal(11_813), debut_activite=date(2025, 10, 1)))
    assert montants(simulation) == dire(
        base_t1="4125",
        base_t2="884",
        complementaire="2091",
        asv_forfait="224",
        asv_proportionnelle="19",
        invalidite_deces="1022",
        regularisation_t1="1027.96",
        regularisation_t2="220.90",
    )
    assert (simulation.appel, simulation.regularisation, simulation.total) == (836_500, 124_886, 961_386)
    lignes = {ligne.regime: ligne for ligne in simulation.lignes}
    assert lignes[Regime.BASE_T1].base == 47_252
    assert lignes[Regime.REGULARISATION_T1].base == 11_775


@pytest.mark.parametrize(("annee", "total"), [(2023, 3861), (2024, 4307), (2025, 4504), (2026, 4305)])
def test_une_premiere_annee_entiere(annee: int, total: int) -> None:
    simulation = simuler(Situation(annee, debut_activite=date(annee, 1, 1)))
    assert simulation.total == total * 100
    assert montants(simulation)["asv_proportionnelle"] == 0


@pytest.mark.parametrize(
    ("annee", "base_t1", "base_t2"), [(2023, 688, 156), (2024, 725, 165), (2025, 737, 167), (2026, 797, 171)]
)
def test_l_appel_de_la_premiere_annee(annee: int, base_t1: int, base_t2: int) -> None:
    simulation = simuler(Situation(annee, debut_activite=date(annee, 1, 1), provisionnel=True))
    assert montants(simulation)["base_t1"] == base_t1
    assert montants(simulation)["base_t2"] == base_t2


def test_la_deuxieme_annee_sans_revenu_connu_reste_au_forfait() -> None:
    assert montants(simuler(Situation(2026, debut_activite=date(2025, 3, 1))))["base_t1"] == 797


def test_une_premiere_annee_regularisee_l_est_contre_son_forfait() -> None:
    simulation = simuler(Situation(2026, Decimal(30_000), debut_activite=date(2025, 1, 1)))
    assert montants(simulation)["regularisation_t1"] == Decimal("2619.00") - 737
    assert montants(simulation)["regularisation_t2"] == Decimal("561.00") - 167


@pytest.mark.parametrize(("annee", "total"), [(2023, 7289), (2024, 7681), (2025, 8017), (2026, 8742)])
def test_un_non_conventionne_ne_paie_pas_d_asv(annee: int, total: int) -> None:
    simulation = simuler(Situation(annee, Decimal(40_000), conventionne=False))
    assert simulation.total == total * 100
    assert simulation.part_cpam == 0
    assert not any(nom.startswith("asv") for nom in montants(simulation))


@pytest.mark.parametrize(
    ("annee", "brut", "abattu", "assiette"),
    [
        (2026, "60000", "15600", "44400"),
        (2026, "350000", "62478", "287522"),
        (2026, "1000", "846", "154"),
        (2025, "1000", "829", "171"),
        (2025, "350000", "61230", "288770"),
        (2026, "500", "846", "0"),
    ],
)
def test_l_abattement(annee: int, brut: str, abattu: str, assiette: str) -> None:
    bareme = bareme_de(annee)
    assert abattement(Decimal(brut), bareme) == Decimal(abattu)
    assert assiette_sociale(Decimal(brut), bareme) == Decimal(assiette)


def test_pas_d_abattement_avant_2025() -> None:
    with pytest.raises(SituationInvalide, match="En 2024, l’abattement"):
        abattement(Decimal(40_000), bareme_de(2024))


@pytest.mark.parametrize(
    ("annee", "plafonds"),
    [
        (2024, [46_368, 34_776, 23_184, 11_592]),
        (2025, [47_100, 35_325, 23_550, 11_775]),
        (2026, [48_060, 36_045, 24_030, 12_015]),
    ],
)
def test_le_plafond_de_la_tranche_1_va_par_trimestre(annee: int, plafonds: list[int]) -> None:
    obtenus = [tranches(bareme_de(annee), nombre, provisionnel=False)[0].plafond for nombre in (4, 3, 2, 1)]
    assert obtenus == plafonds


@pytest.mark.parametrize(("annee", "minimum"), [(2023, 5072), (2024, 5243), (2025, 5346), (2026, 5409)])
def test_l_assiette_minimale(annee: int, minimum: int) -> None:
    assert assiette_minimale(bareme_de(annee)) == minimum


def test_l_assiette_minimale_ne_se_divise_pas() -> None:
    annee = simuler(Situation(2026, Decimal(0), debut_activite=date(2025, 10, 1)))
    assert {ligne.regime: ligne.base for ligne in annee.lignes}[Regime.REGULARISATION_T1] == 5346


def test_le_forfait_de_debut_va_par_trimestre() -> None:
    assert [forfait_de_debut(bareme_de(2025), nombre) for nombre in (4, 1)] == [8949, 2237]


def test_une_part_d_annee_compte_ses_trimestres() -> None:
    """No text was found for the forfaits: each of these lines says so."""
    simulation = simuler(Situation(2026, debut_activite=date(2026, 3, 12)))
    assert simulation.trimestres_affilies == 3
    assert montants(simulation)["invalidite_deces"] == Decimal(767)  # 766.50
    assert montants(simulation)["complementaire"] == Decimal(1568)  # 18 022.50 × 8.70 % = 1 567.96
    for ligne in simulation.lignes:
        attendu = ligne.regime in {Regime.COMPLEMENTAIRE, Regime.ASV_FORFAIT, Regime.INVALIDITE_DECES}
        assert bool(ligne.a_confirmer) is attendu, ligne.regime


def test_l_appel_de_2025_et_ce_qu_il_en_reste() -> None:
    """Called at 8.23 %, due at 8.73 %: the difference comes with the call of 2026."""
    appel = simuler(Situation(2025, Decimal(40_000), provisionnel=True))
    assert montants(appel)["base_t1"] == 3292
    definitif = simuler(Situation(2026, Decimal(40_000), Decimal(40_000)))
    assert montants(definitif)["regularisation_t1"] == Decimal(200)
    assert montants(definitif)["regularisation_t2"] == 0
    assert simuler(Situation(2025, Decimal(40_000))).remarques[0].startswith("La tranche 1 est comptée à 8,73")


def test_un_trop_appele_est_rendu_au_centime() -> None:
    simulation = simuler(Situation(2024, Decimal("20000.55"), Decimal(60_000)))
    assert montants(simulation)["regularisation_t1"] == Decimal("1646.05") - 3621
    assert montants(simulation)["regularisation_t2"] == Decimal("374.01") - 1122


def test_l_asv_prend_le_revenu_de_l_annee_qui_compte() -> None:
    """Two years before until 2025, one from 2026."""
    for annee, montant in ((2025, 48), (2026, 64)):
        simulation = simuler(Situation(annee, Decimal(40_000), Decimal(30_000)))
        assert montants(simulation)["asv_proportionnelle"] == montant


def test_l_asv_s_arrete_a_5_pass_et_le_dit() -> None:
    simulation = simuler(Situation(2026, Decimal(300_000)))
    ligne = next(ligne for ligne in simulation.lignes if ligne.regime is Regime.ASV_PROPORTIONNELLE)
    assert ligne.base == 240_300
    assert [reference.libelle for reference in ligne.a_confirmer] == ["Plafond, 5 PASS"]


@pytest.mark.parametrize(("annee", "cpam"), [(2023, 423), (2024, 438), (2025, 443), (2026, 447)])
def test_l_assurance_maladie_paie_a_part(annee: int, cpam: int) -> None:
    assert simuler(Situation(annee, Decimal(0))).part_cpam == cpam * 100
    assert simuler(Situation(annee, Decimal(10_000))).part_cpam == cpam * 100 + 2_400


def test_sans_declaration_le_revenu_est_de_5_pass() -> None:
    assert taxation_sans_declaration(bareme_de(2024)) == 231_840


@pytest.mark.parametrize(
    ("debut", "affiliation"),
    [
        (date(2025, 10, 1), date(2025, 10, 1)),
        (date(2025, 10, 2), date(2026, 1, 1)),
        (date(2025, 12, 31), date(2026, 1, 1)),
        (date(2026, 1, 2), date(2026, 4, 1)),
        (date(2026, 6, 30), date(2026, 7, 1)),
    ],
)
def test_l_affiliation_suit_le_debut(debut: date, affiliation: date) -> None:
    assert debut_d_affiliation(debut) == affiliation


@pytest.mark.parametrize(
    ("annee", "affiliation", "radiation", "nombre"),
    [
        (2026, None, None, 4),
        (2026, date(2026, 4, 1), None, 3),
        (2026, None, date(2026, 4, 1), 2),
        (2026, date(2026, 4, 1), date(2026, 12, 31), 3),
        (2026, date(2027, 1, 1), None, 0),
        (2026, None, date(2025, 12, 31), 0),
    ],
)
def test_les_trimestres_d_affiliation(
    annee: int, affiliation: date | None, radiation: date | None, nombre: int
) -> None:
    assert trimestres_affilies(annee, affiliation, radiation) == nombre


@pytest.mark.parametrize(
    ("exigible_le", "paye_le", "mois"),
    [
        (date(2026, 3, 31), date(2026, 3, 31), 0),
        (date(2026, 3, 31), date(2026, 4, 1), 1),
        (date(2026, 3, 31), date(2026, 4, 30), 1),
        (date(2026, 3, 31), date(2026, 5, 1), 2),
        (date(2026, 3, 31), date(2027, 3, 31), 12),
        (date(2026, 3, 31), date(2027, 4, 1), 13),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 4, 5), date(2026, 4, 6), 1),
        (date(2026, 4, 5), date(2026, 5, 5), 1),
        (date(2026, 4, 5), date(2026, 5, 6), 2),
        (date(2026, 4, 5), date(2026, 4, 1), 0),
    ],
)
def test_chaque_mois_commence_compte(exigible_le: date, paye_le: date, mois: int) -> None:
    assert mois_de_retard(exigible_le, paye_le) == mois


def test_les_majorations_de_retard() -> None:
    majoration = majoration_de_retard(
        100_000, exigible_le=date(2026, 3, 31), paye_le=date(2026, 6, 15), bareme=bareme_de(2026)
    )
    assert (majoration.initiale, majoration.mensuelle, majoration.mois, majoration.total) == (5_000, 600, 3, 5_600)
    a_temps = majoration_de_retard(1, exigible_le=date(2026, 3, 31), paye_le=date(2026, 3, 31), bareme=bareme_de(2026))
    assert a_temps.total == 0


def test_une_somme_se_distribue_au_centime() -> None:
    assert distribuer(1_000, 3) == (334, 333, 333)
    assert distribuer(-1_000, 3) == (-333, -333, -334)


@pytest.mark.parametrize(
    ("situation", "champ"),
    [
        (Situation(2026), "assiette"),
        (Situation(2026, Decimal(-1)), "assiette"),
        (Situation(2026, Decimal("NaN")), "assiette"),
        (Situation(2026, Decimal(10_000_001)), "assiette"),
        (Situation(2026, Decimal(1), Decimal(-1)), "assiette_precedente"),
        (Situation(2026, Decimal(1), debut_activite=date(2026, 10, 2)), "debut_activite"),
        (Situation(2026, Decimal(1), debut_activite=date(1900, 1, 1)), "debut_activite"),
        (Situation(2026, Decimal(1), radiation=date(2025, 12, 31)), "radiation"),
    ],
)
def test_ce_qui_n_a_pas_de_reponse_le_dit(situation: Situation, champ: str) -> None:
    with pytest.raises(SituationInvalide) as refus:
        simuler(situation)
    assert refus.value.champ == champ


def test_une_regularisation_sans_bareme_est_laissee_et_dite() -> None:
    simulation = simuler(Situation(2023, Decimal(30_000), Decimal(20_000)))
    assert simulation.regularisation == 0
    assert simulation.remarques == (
        "La régularisation de 2022 n’est pas calculée\u00a0: son barème n’est pas sur ce portail.",
    )
