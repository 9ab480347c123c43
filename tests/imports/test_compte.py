"""Écritures and échéances in: exact cents, known dossiers, a ledger that only grows."""

from pathlib import Path

import pytest

from accounts.imports.dossiers import DOSSIERS
from accounts.imports.moteur import Bilan, Genre
from accounts.models import Dossier
from cotisations.imports import ECHEANCES, ECRITURES
from cotisations.models import Echeance, Ecriture
from tests.imports.fabrique import (
    AFFILIE,
    ECHEANCE,
    ECRITURE,
    Champs,
    contenu_de_la_base,
    dossiers,
    echeances,
    ecritures,
    verser,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alice(db: None, tmp_path: Path) -> Dossier:
    verser(DOSSIERS, dossiers(tmp_path, AFFILIE))
    return Dossier.objects.get()


def test_une_ecriture_arrive_entiere(tmp_path: Path, alice: Dossier) -> None:
    paiement = {**ECRITURE, "cle": "fictive-2", "nature": "virement", "montant": "1234.5", "libelle": "Virement; merci"}
    assert verser(ECRITURES, ecritures(tmp_path, ECRITURE, paiement)) == (Bilan(creees=2), [])
    appel, virement = Ecriture.objects.order_by("pk")
    assert (appel.dossier, appel.montant_centimes, str(appel.date_operation)) == (alice, -123456, "2026-01-15")
    assert (virement.montant_centimes, virement.libelle, virement.contrepasse_de) == (123450, "Virement; merci", None)
    assert Ecriture.objects.du_dossier(alice).solde_centimes() == -6


def test_une_ecriture_ne_se_modifie_pas(tmp_path: Path) -> None:
    verser(ECRITURES, ecritures(tmp_path, ECRITURE))
    avant = contenu_de_la_base()
    autre = {**ECRITURE, "montant": "-1234,57"}
    bilan, refus = verser(ECRITURES, ecritures(tmp_path, autre))
    assert bilan == Bilan(refusees=1)
    assert [(un.ligne, un.colonne) for un in refus] == [(2, "cle")]
    assert "contre-passe" in refus[0].motif
    assert verser(ECRITURES, ecritures(tmp_path, autre), essai=True) == (bilan, refus)
    assert contenu_de_la_base() == avant


def test_une_ecriture_divergente_n_arrete_pas_les_nouvelles(tmp_path: Path) -> None:
    verser(ECRITURES, ecritures(tmp_path, ECRITURE, {**ECRITURE, "cle": "fictive-2"}))
    suite = ecritures(
        tmp_path, {**ECRITURE, "libelle": "Autre"}, {**ECRITURE, "cle": "fictive-2"}, {**ECRITURE, "cle": "fictive-3"}
    )
    assert verser(ECRITURES, suite)[0] == Bilan(creees=1, inchangees=1, refusees=1)
    assert verser(ECRITURES, suite)[0] == Bilan(inchangees=2, refusees=1)
    assert Ecriture.objects.count() == 3


def test_une_echeance_se_met_a_jour(tmp_path: Path) -> None:
    verser(ECHEANCES, echeances(tmp_path, ECHEANCE, {**ECHEANCE, "rang": "2"}))
    repoussee = {**ECHEANCE, "date_exigibilite": "2026-04-30"}
    fichier = echeances(tmp_path, repoussee, {**ECHEANCE, "rang": "2"}, {**ECHEANCE, "annee": "2025"})
    assert verser(ECHEANCES, fichier, essai=True)[0] == Bilan(creees=1, modifiees=1, inchangees=1)
    assert verser(ECHEANCES, fichier)[0] == Bilan(creees=1, modifiees=1, inchangees=1)
    assert verser(ECHEANCES, fichier)[0] == Bilan(inchangees=3)
    modifiee = Echeance.objects.get(annee=2026, rang=1)
    assert (str(modifiee.date_exigibilite), modifiee.montant_centimes) == ("2026-04-30", 61728)


@pytest.mark.parametrize(
    ("faute", "colonne"),
    [
        ({"numero": "7654321"}, "numero"),
        ({"numero": "123456"}, "numero"),
        ({"cle": ""}, "cle"),
        ({"cle": "x" * 65}, "cle"),
        ({"cle": "bonne-1"}, "cle"),
        ({"nature": "cadeau"}, "nature"),
        ({"annee": "1947"}, "annee"),
        ({"annee": "deux mille"}, "annee"),
        ({"montant": "0,00"}, "montant"),
        ({"montant": "12,345"}, "montant"),
        ({"montant": "1 234,00"}, "montant"),
        ({"montant": "9" * 30}, "montant"),
        ({"date_operation": "2026-13-01"}, "date_operation"),
        ({"libelle": ""}, "libelle"),
        ({"libelle": "x" * 121}, "libelle"),
    ],
)
def test_une_ecriture_fautive_au_milieu_des_bonnes(tmp_path: Path, faute: Champs, colonne: str) -> None:
    _verifier(ECRITURES, ecritures(tmp_path, *_autour(ECRITURE, faute, "cle", "bonne-1", "bonne-2")), colonne)
    assert sorted(Ecriture.objects.values_list("cle", flat=True)) == ["bonne-1", "bonne-2"]


@pytest.mark.parametrize(
    ("faute", "colonne"),
    [
        ({"numero": "7654321"}, "numero"),
        ({"annee": "2201"}, "annee"),
        ({"rang": "0"}, "rang"),
        ({"rang": "400"}, "rang"),
        ({"rang": "11"}, "rang"),
        ({"date_exigibilite": "31/03/2026"}, "date_exigibilite"),
        ({"montant": "0"}, "montant"),
        ({"montant": "-617,28"}, "montant"),
    ],
)
def test_une_echeance_fautive_au_milieu_des_bonnes(tmp_path: Path, faute: Champs, colonne: str) -> None:
    _verifier(ECHEANCES, echeances(tmp_path, *_autour(ECHEANCE, faute, "rang", "11", "12")), colonne)
    assert sorted(Echeance.objects.values_list("rang", flat=True)) == [11, 12]


def _autour(modele: Champs, faute: Champs, cle: str, avant: str, apres: str) -> list[Champs]:
    return [{**modele, cle: avant}, {**modele, **faute}, {**modele, cle: apres}]


def _verifier(genre: Genre, fichier: Path, colonne: str) -> None:
    bilan, refus = verser(genre, fichier)
    assert bilan == Bilan(creees=2, refusees=1)
    assert [(un.ligne, un.colonne) for un in refus] == [(3, colonne)]
    assert refus[0].motif
