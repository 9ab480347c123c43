"""A private storage and private working files for each test: what others left there is not ours to count."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.documents.conftest import coffre

__all__ = ["coffre"]


@pytest.fixture(autouse=True)
def donnees(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Path:
    """Where generated keys and messages between processes are."""
    settings.REPERTOIRE_DONNEES = repertoire = tmp_path_factory.mktemp("donnees")
    return repertoire
