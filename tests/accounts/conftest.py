"""People who try to get in."""

from collections.abc import Callable
from datetime import date

import pytest

from accounts.enums import Profession, Sexe, StatutDossier, TypeDossier
from accounts.models import Dossier
from accounts.services import ouvrir_compte

MOT_DE_PASSE = "Exemple-2026"


@pytest.fixture
def creer_dossier(db: None) -> Callable[..., Dossier]:
    """Makes an affilié; keyword arguments change any field."""

    def creer(numero: str = "7654321", **champs: object) -> Dossier:
        valeurs: dict[str, object] = {
            "type": TypeDossier.AFFILIE,
            "numero": numero,
            "statut": StatutDossier.COTISANT,
            "nom_naissance": "Exemple",
            "prenoms": "Camille",
            "sexe": Sexe.FEMME,
            "date_naissance": date(1985, 6, 1),
            "profession": Profession.ORTHOPTISTE,
            "date_affiliation": date(2015, 1, 1),
        }
        return Dossier.objects.create(**(valeurs | champs))

    return creer


@pytest.fixture
def dossier_ouvert(creer_dossier: Callable[..., Dossier]) -> Dossier:
    """An affilié whose compte opens with `MOT_DE_PASSE`."""
    dossier = creer_dossier()
    ouvrir_compte(dossier=dossier, mot_de_passe=MOT_DE_PASSE, par=None)
    return dossier
