"""Issuing a call: what it asks, what it writes, and what writing it again changes."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError

from accounts.enums import StatutDossier
from accounts.models import Dossier, EntreeJournal, Envoi
from cotisations.appels.refus import AppelImpossible, SansObjet
from cotisations.appels.services import emettre_appel, previsualiser_appel
from cotisations.enums import CauseAppel, Periodicite
from cotisations.models import (
    AppelCotisation,
    Echeance,
    Ecriture,
    EstimationRevenu,
    PreferencesCotisations,
)
from cotisations.selectors import situation
from tests.cotisations.appels.fabrique import compte, contenu, declarer, echeances, lignes
from tests.harnais.personas import Persona, creer_dossier

JUIN, JUILLET = date(2026, 6, 20), date(2026, 7, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier() -> Dossier:
    return creer_dossier("1234567")


def emettre(dossier: Dossier, annee: int = 2026, le: date = JUIN) -> AppelCotisation:
    return emettre_appel(dossier=dossier, annee=annee, par=None, le=le)


def test_un_appel_complet(dossier: Dossier) -> None:
    """45 000 € in 2025, 40 000 € in 2024: each line as the scales have it, the régularisation to the cent."""
    declarer(dossier, r2024=40_000, r2025=45_000)
    appel = emettre(dossier)
    assert lignes(appel) == {
        "base_t1": 392_900,
        "base_t2": 84_200,
        "complementaire": 391_500,
        "asv_forfait": 22_400,
        "asv_proportionnelle": 7_200,
        "invalidite_deces": 102_200,
        "regularisation_t1": 392_850 - 329_200,  # 8.73 % due, 8.23 % called on 40 000 €
        "regularisation_t2": 84_150 - 74_800,
    }
    assert appel.total_centimes == sum(lignes(appel).values()) == 1_073_400
    assert (appel.version, appel.cause, appel.est_taxation, appel.regularisation_centimes) == (
        1,
        "annuel",
        False,
        73_000,
    )
    assert compte(dossier) == [("appel", 2026, -1_000_400), ("regularisation", 2025, -73_000)]
    assert echeances(dossier, 2026) == [(date(2026, 9, 30), 1_073_400)]
    assert situation(dossier).reste == 1_073_400


def test_l_emettre_deux_fois_n_ecrit_rien(dossier: Dossier) -> None:
    declarer(dossier, r2024=40_000, r2025=45_000)
    premier = emettre(dossier)
    avant = contenu()
    assert emettre(dossier, le=JUILLET) == premier
    assert previsualiser_appel(dossier=dossier, annee=2026) is None
    assert contenu() == avant


def test_une_declaration_corrigee_remplace_l_appel(dossier: Dossier) -> None:
    declarer(dossier, r2024=40_000, r2025=45_000)
    premier = emettre(dossier)
    declarer(dossier, r2025=40_000)
    second = emettre(dossier, le=JUILLET)
    assert (second.version, second.remplace, second.cause) == (2, premier, CauseAppel.RECTIFICATION)
    assert list(AppelCotisation.objects.du_dossier(dossier).en_vigueur()) == [second]
    assert compte(dossier) == [
        ("appel", 2026, -1_000_400),
        ("regularisation", 2025, -73_000),
        ("appel", 2026, 1_000_400),
        ("appel", 2026, -903_000),
        ("regularisation", 2025, 73_000),
        ("regularisation", 2025, -20_000),
    ]
    assert Ecriture.objects.get(montant_centimes=1_000_400).contrepasse_de == Ecriture.objects.get(
        montant_centimes=-1_000_400
    )
    assert echeances(dossier, 2026) == [(date(2026, 9, 30), 923_000)]
    declarer(dossier, r2025=45_000)
    assert emettre(dossier, le=JUILLET).version == 3
    assert -Ecriture.objects.du_dossier(dossier).solde_centimes() == 1_073_400


def test_ce_qui_ne_change_pas_n_est_pas_contrepasse(dossier: Dossier) -> None:
    """A convention that ends changes the call, and not the régularisation."""
    declarer(dossier, r2024=40_000, r2025=45_000)
    emettre(dossier)
    Dossier.objects.update(est_conventionne=False)
    emettre(dossier)
    assert [nature for nature, _, _ in compte(dossier)] == ["appel", "regularisation", "appel", "appel"]


def test_avant_la_declaration_sur_le_revenu_d_avant(dossier: Dossier) -> None:
    """In January the income of N-2 counts, and nothing is regularised; the declaration brings the rest."""
    declarer(dossier, r2024=40_000)
    provisoire = emettre(dossier, le=date(2026, 1, 10))
    assert (provisoire.assiette_centimes, provisoire.est_taxation) == (None, False)
    assert lignes(provisoire)["base_t1"] == 349_200
    assert provisoire.regularisation_centimes == 0
    assert echeances(dossier, 2026) == [(date(2026, 3, 31), 451_500), (date(2026, 9, 30), 451_500)]
    declarer(dossier, r2025=45_000)
    recalcule = emettre(dossier)
    assert recalcule.cause == CauseAppel.DECLARATION
    assert echeances(dossier, 2026) == [(date(2026, 3, 31), 451_500), (date(2026, 9, 30), 1_073_400 - 451_500)]


def test_sans_declaration_taxation_sur_cinq_plafonds(dossier: Dossier) -> None:
    declarer(dossier, r2024=40_000)
    appel = emettre(dossier)
    assert appel.est_taxation
    assert lignes(appel) == {
        "base_t1": 419_600,
        "base_t2": 449_400,
        "complementaire": 1_254_400,
        "asv_forfait": 22_400,
        "asv_proportionnelle": 38_400,
        "invalidite_deces": 102_200,
    }
    declarer(dossier, r2025=45_000)
    assert emettre(dossier).cause == CauseAppel.DECLARATION
    assert -Ecriture.objects.du_dossier(dossier).solde_centimes() == 1_073_400


def test_la_regularisation_deduit_ce_qui_a_vraiment_ete_appele(dossier: Dossier) -> None:
    """2025 was taxed on 5 PASS; what is declared since gives it back."""
    emettre(dossier, 2025, date(2025, 7, 1))
    declarer(dossier, r2024=40_000, r2025=45_000)
    appel = emettre(dossier)
    assert appel.base_appelee_centimes == 23_550_000
    assert lignes(appel)["regularisation_t1"] == 392_850 - 387_600
    assert lignes(appel)["regularisation_t2"] == 84_150 - 440_400


def test_rectifier_une_annee_refait_la_suivante(dossier: Dossier) -> None:
    """The régularisation of 2025 deducts what 2025 asks now, whatever it asked when 2026 was issued."""
    declarer(dossier, r2023=30_000, r2024=40_000, r2025=45_000)
    emettre(dossier, 2025, date(2025, 6, 20))
    emettre(dossier)
    declarer(dossier, r2024=20_000)
    assert emettre(dossier, 2025, JUILLET).version == 2
    suivant = AppelCotisation.objects.du_dossier(dossier).en_vigueur().get(annee=2026)
    assert suivant.base_appelee_centimes == 2_000_000
    assert lignes(suivant)["regularisation_t1"] == 392_850 - 164_600
    total = sum(une.total_centimes for une in AppelCotisation.objects.du_dossier(dossier).en_vigueur())
    assert -Ecriture.objects.du_dossier(dossier).solde_centimes() == total


def estimer(dossier: Dossier, euros: int, **champs: object) -> EstimationRevenu:
    valeurs = {"etat": "appliquee", "traitee_le": "2026-06-01T10:00:00Z"} | champs
    compte = dossier.acces.get().compte
    return EstimationRevenu.objects.create(
        dossier=dossier, annee=2026, assiette_centimes=euros * 100, deposee_le="2026-06-01T09:00:00Z",
        deposee_par=compte, **valeurs,
    )  # fmt: skip


def test_une_estimation_ne_change_que_le_regime_de_base(affilie: Persona) -> None:
    dossier = affilie.dossier
    declarer(dossier, r2024=40_000, r2025=45_000)
    avant = lignes(emettre(dossier))
    estimer(dossier, 30_000)
    appel = emettre(dossier)
    apres = lignes(appel)
    assert (appel.cause, appel.assiette_estimee_centimes) == (CauseAppel.ESTIMATION, 3_000_000)
    assert (apres["base_t1"], apres["base_t2"]) == (261_900, 56_100)
    assert {nom: apres[nom] for nom in apres if not nom.startswith("base")} == {
        nom: avant[nom] for nom in avant if not nom.startswith("base")
    }


def test_une_estimation_qui_attend_ne_compte_pas(affilie: Persona) -> None:
    declarer(affilie.dossier, r2024=40_000, r2025=45_000)
    emettre(affilie.dossier)
    estimer(affilie.dossier, 30_000, etat="deposee", traitee_le=None)
    assert emettre(affilie.dossier).version == 1


def test_un_non_conventionne_n_a_pas_d_asv(dossier: Dossier) -> None:
    Dossier.objects.update(est_conventionne=False)
    declarer(dossier, r2024=40_000, r2025=40_000)
    appel = emettre(dossier)
    assert (appel.total_centimes - appel.regularisation_centimes, appel.part_cpam_centimes) == (874_200, 0)


@pytest.mark.parametrize(
    ("champs", "motif"),
    [
        ({"statut": StatutDossier.RETRAITE}, "ne cotise pas"),
        ({"statut": StatutDossier.RADIE, "date_radiation": date(2026, 3, 31)}, "ne cotise pas"),
        ({"date_affiliation": date(2027, 1, 1)}, "pas affilié en 2026"),
        ({"date_radiation": date(2025, 12, 31)}, "pas affilié en 2026"),
        ({"date_affiliation": date(2026, 10, 1)}, "appelée avec 2027"),
    ],
)
def test_qui_ne_doit_rien_n_est_pas_appele(dossier: Dossier, champs: dict[str, object], motif: str) -> None:
    Dossier.objects.update(**champs)
    declarer(dossier, r2024=40_000, r2025=45_000)
    avant = contenu()
    with pytest.raises(SansObjet, match=motif):
        emettre(dossier)
    assert contenu() == avant


@pytest.mark.parametrize("statut", [StatutDossier.RADIE, StatutDossier.RETRAITE])
def test_qui_cesse_en_cours_d_annee_ne_doit_que_ses_trimestres(dossier: Dossier, statut: StatutDossier) -> None:
    declarer(dossier, r2024=40_000, r2025=45_000)
    emettre(dossier)
    Dossier.objects.update(statut=statut, date_radiation=date(2026, 6, 30))
    assert lignes(emettre(dossier, le=JUILLET))["invalidite_deces"] == 51_100
    Dossier.objects.update(date_radiation=date(2025, 12, 31))
    with pytest.raises(AppelImpossible, match="plus affilié en 2026, et un appel y est en vigueur"):
        emettre(dossier, le=JUILLET)


def test_un_ayant_droit_n_est_pas_appele() -> None:
    with pytest.raises(SansObjet):
        emettre(creer_dossier("123456789"))


def test_une_annee_sans_bareme_est_refusee(dossier: Dossier) -> None:
    with pytest.raises(AppelImpossible, match="Il n’y a pas de barème pour 2031"):
        emettre(dossier, 2031)


def test_un_appel_de_l_ancien_systeme_n_est_pas_emis_deux_fois(dossier: Dossier) -> None:
    Ecriture.objects.create(
        dossier=dossier, cle="GL-1", nature="appel", annee=2026, montant_centimes=-100, date_operation=JUIN, libelle="A"
    )
    with pytest.raises(AppelImpossible, match="ancien système"):
        emettre(dossier)


def test_le_debut_d_activite(dossier: Dossier) -> None:
    """From July: half of everything, and nothing of the year before."""
    Dossier.objects.update(date_affiliation=date(2026, 7, 1))
    appel = emettre(dossier, le=date(2026, 8, 1))
    assert not appel.est_taxation
    assert lignes(appel)["invalidite_deces"] == 51_100
    assert appel.regularisation_centimes == 0


def test_chacun_a_sa_periodicite(dossier: Dossier) -> None:
    PreferencesCotisations.objects.create(dossier=dossier, periodicite=Periodicite.MENSUELLE)
    declarer(dossier, r2024=40_000, r2025=45_000)
    appel = emettre(dossier)
    assert appel.periodicite == Periodicite.MENSUELLE
    assert echeances(dossier, 2026) == [(date(2026, mois, 5), 178_900) for mois in range(7, 13)]
    # Another habit takes effect with the next call, not by itself.
    PreferencesCotisations.objects.update(periodicite=Periodicite.ANNUELLE)
    assert emettre(dossier).version == 1


def test_une_echeance_change_sans_changer_d_identite(dossier: Dossier) -> None:
    """What points to an échéance to come still does once it has another amount."""
    declarer(dossier, r2024=40_000, r2025=45_000)
    emettre(dossier)
    avant = Echeance.objects.get()
    declarer(dossier, r2025=40_000)
    emettre(dossier)
    apres = Echeance.objects.get()
    assert (apres.public_id, apres.montant_centimes) == (avant.public_id, 923_000)
    assert apres.modifie_le > avant.modifie_le or apres.montant_centimes != avant.montant_centimes


def test_seul_qui_le_veut_est_averti(dossier: Dossier) -> None:
    declarer(dossier, r2024=40_000, r2025=45_000)
    appel = emettre(dossier)
    envoi = Envoi.objects.get()
    assert (envoi.genre, envoi.references) == ("appel-disponible", {"appel": str(appel.public_id)})
    PreferencesCotisations.objects.create(dossier=dossier, appel_par_courriel=False)
    declarer(dossier, r2025=40_000)
    emettre(dossier)
    sans_adresse = creer_dossier("2345678", courriel="")
    declarer(sans_adresse, r2024=40_000, r2025=45_000)
    emettre(sans_adresse)
    assert Envoi.objects.count() == 1


def test_le_journal_dit_ce_qui_est_emis_sans_montant(affilie: Persona) -> None:
    declarer(affilie.dossier, r2024=40_000, r2025=45_000)
    appel = emettre_appel(dossier=affilie.dossier, annee=2026, par=affilie.compte)
    entree = EntreeJournal.objects.get(acte="appel_emis")
    assert (entree.par, entree.dossier) == (affilie.compte, affilie.dossier)
    assert entree.details == {"appel": str(appel.public_id), "annee": 2026, "version": 1, "cause": "annuel"}


@pytest.mark.parametrize("ligne", [AppelCotisation, Ecriture])
def test_ce_qui_est_emis_ne_se_modifie_pas(dossier: Dossier, ligne: type, sql: Callable[[str], None]) -> None:
    emettre(dossier)
    with pytest.raises(IntegrityError, match="ne se modifie pas"):
        sql(f"UPDATE {ligne._meta.db_table} SET annee = 2000")  # type: ignore[attr-defined]


@pytest.fixture
def sql() -> Callable[[str], None]:
    from django.db import connection

    def executer(ordre: str) -> None:
        with connection.cursor() as curseur:
            curseur.execute(ordre)

    return executer
