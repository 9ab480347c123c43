"""What a member confirmed counts more than the file."""

from pathlib import Path

import pytest
from django.utils import timezone

from accounts.imports.dossiers import DOSSIERS
from accounts.imports.moteur import Bilan
from accounts.models import Dossier
from tests.imports.fabrique import AFFILIE, AYANT_DROIT, dossiers, verser

pytestmark = pytest.mark.django_db
CONFIRMEE = "confirmee@portail.example"


@pytest.fixture
def confirme(tmp_path: Path) -> None:
    verser(DOSSIERS, dossiers(tmp_path, AFFILIE, AYANT_DROIT))
    Dossier.objects.filter(numero="0123456").update(courriel=CONFIRMEE, courriel_confirme_le=timezone.now())


@pytest.mark.parametrize("du_fichier", ["autre@portail.example", ""])
def test_une_adresse_confirmee_reste(confirme: None, tmp_path: Path, du_fichier: str) -> None:
    lignes = [{**ligne, "courriel": du_fichier} for ligne in (AFFILIE, AYANT_DROIT)]
    bilan, refus = verser(DOSSIERS, dossiers(tmp_path, *lignes))
    assert refus == []
    assert bilan.inchangees >= 1
    assert Dossier.objects.get(numero="0123456").courriel == CONFIRMEE
    assert Dossier.objects.get(numero="012345678").courriel == du_fichier


def test_le_reste_de_la_ligne_est_pris(confirme: None, tmp_path: Path) -> None:
    ligne = {**AFFILIE, "courriel": "autre@portail.example", "localite": "AUTRE-VILLE"}
    assert verser(DOSSIERS, dossiers(tmp_path, ligne)) == (Bilan(modifiees=1), [])
    dossier = Dossier.objects.get(numero="0123456")
    assert (dossier.courriel, dossier.localite) == (CONFIRMEE, "AUTRE-VILLE")
