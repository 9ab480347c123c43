"""The demonstration never enters a database that is not its own, and production never serves one that is."""

from datetime import date
from pathlib import Path

import pytest
from django.core.checks import Tags, run_checks
from django.test import override_settings

from accounts.models import Compte
from demonstration.preparation import BaseEtrangere, preparer
from tests.harnais.personas import creer_dossier

LE = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def test_une_base_qui_sert_a_autre_chose_est_laissee_intacte(tmp_path: Path) -> None:
    dossier = creer_dossier("1234567", nom_naissance="VERITABLE")
    with pytest.raises(BaseEtrangere):
        preparer(repertoire=tmp_path, le=LE)
    dossier.refresh_from_db()
    assert dossier.nom_naissance == "VERITABLE"
    assert not Compte.objects.exists()


def test_la_demonstration_revient_chez_elle(tmp_path: Path) -> None:
    preparer(repertoire=tmp_path, le=LE)
    creer_dossier("7777777")
    assert all(bilan.creees == 0 for bilan in preparer(repertoire=tmp_path, le=LE).values())


@pytest.mark.parametrize("preparee", [True, False])
def test_la_production_refuse_une_base_de_demonstration(tmp_path: Path, preparee: bool) -> None:
    if preparee:
        preparer(repertoire=tmp_path, le=LE)
    with override_settings(PRODUCTION=True):
        erreurs = run_checks(tags=[Tags.database], databases=["default"])
    assert [erreur.id for erreur in erreurs if erreur.id == "portail.E001"] == ["portail.E001"] * preparee
