"""A demonstration of each test's own: two workers that prepare it write the same files otherwise."""

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from demonstration.banque.releve import garnir_la_banque
from demonstration.prelevements import garnir_les_prelevements
from demonstration.preparation import preparer
from demonstration.retours import garnir_les_retours


@pytest.fixture
def chez_soi(settings: Settings, tmp_path: Path) -> None:
    settings.REPERTOIRE_DONNEES = tmp_path


@pytest.fixture
def prete(db: None, chez_soi: None, tmp_path: Path) -> None:
    """All but the documents, whose PDFs take most of the time."""
    le = timezone.localdate()
    preparer(repertoire=tmp_path / "demonstration", le=le)
    garnir_les_prelevements()
    garnir_les_retours()
    garnir_la_banque(le=le)
