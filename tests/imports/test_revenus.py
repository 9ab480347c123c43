"""Declared incomes in: one per dossier and year, the last declaration counts."""

from pathlib import Path

import pytest

from accounts.imports.dossiers import DOSSIERS
from accounts.imports.moteur import Bilan
from accounts.models import Dossier, EntreeJournal
from cotisations.imports import ECRITURES, REVENUS
from cotisations.models import RevenuDeclare
from tests.harnais.hasard import sans_hasard
from tests.imports.fabrique import (
    AFFILIE,
    ECRITURE,
    REVENU,
    contenu_de_la_base,
    dossiers,
    ecritures,
    revenus,
    verser,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alice(db: None, tmp_path: Path) -> Dossier:
    verser(DOSSIERS, dossiers(tmp_path, AFFILIE))
    return Dossier.objects.get()


def test_un_revenu_arrive_au_centime(tmp_path: Path, alice: Dossier) -> None:
    deficit = {**REVENU, "annee": "2024", "assiette": "0", "date_declaration": "2025-06-01"}
    assert verser(REVENUS, revenus(tmp_path, REVENU, deficit)) == (Bilan(creees=2), [])
    lus = RevenuDeclare.objects.order_by("-annee").values_list("dossier", "annee", "assiette_centimes")
    assert list(lus) == [(alice.pk, 2025, 4_500_050), (alice.pk, 2024, 0)]


def test_une_declaration_corrigee_remplace_la_premiere(tmp_path: Path) -> None:
    verser(REVENUS, revenus(tmp_path, REVENU))
    premiere = RevenuDeclare.objects.get()
    corrigee = {**REVENU, "assiette": "38000", "date_declaration": "2026-09-02"}
    assert verser(REVENUS, revenus(tmp_path, corrigee))[0] == Bilan(modifiees=1)
    seule = RevenuDeclare.objects.get()
    assert (seule.public_id, seule.assiette_centimes, str(seule.date_declaration)) == (
        premiere.public_id,
        3_800_000,
        "2026-09-02",
    )
    details = EntreeJournal.objects.filter(acte="revenus_importes").latest("pk").details
    assert (details["creees"], details["modifiees"]) == (0, 1)
    assert "38000" not in sans_hasard(str(details))


def test_l_importer_deux_fois_ne_change_rien(tmp_path: Path) -> None:
    verser(REVENUS, revenus(tmp_path, REVENU))
    avant = contenu_de_la_base()
    assert verser(REVENUS, revenus(tmp_path, REVENU))[0] == Bilan(inchangees=1)
    assert contenu_de_la_base() == avant


@pytest.mark.parametrize(
    ("champs", "colonne", "motif"),
    [
        ({"assiette": "-1"}, "assiette", "un déficit s’écrit 0"),
        ({"assiette": "10000000,01"}, "assiette", "nombre de zéros"),
        ({"assiette": "beaucoup"}, "assiette", "beaucoup"),
        ({"assiette": ""}, "assiette", "obligatoire"),
        ({"annee": "1900"}, "annee", "1900"),
        ({"date_declaration": "2025-12-31"}, "date_declaration", "une fois l’année finie"),
        ({"numero": "7777777"}, "numero", "aucun dossier"),
    ],
)
def test_une_ligne_fausse_est_refusee(tmp_path: Path, champs: dict[str, str], colonne: str, motif: str) -> None:
    bilan, refus = verser(REVENUS, revenus(tmp_path, {**REVENU, **champs}))
    assert (bilan, [un.colonne for un in refus]) == (Bilan(refusees=1), [colonne])
    assert motif in refus[0].motif
    assert not RevenuDeclare.objects.exists()


def test_un_fichier_ne_prend_pas_la_cle_d_un_appel(tmp_path: Path) -> None:
    bilan, refus = verser(ECRITURES, ecritures(tmp_path, {**ECRITURE, "cle": "appel:0123456:2026:1:appel"}))
    assert (bilan, [un.colonne for un in refus]) == (Bilan(refusees=1), ["cle"])
