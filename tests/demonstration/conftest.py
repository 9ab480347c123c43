"""A demonstration of each test's own: two workers that prepare it write the same files otherwise."""

from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings


@pytest.fixture
def chez_soi(settings: Settings, tmp_path: Path) -> None:
    settings.REPERTOIRE_DONNEES = tmp_path


@pytest.fixture
def prete(db: None, chez_soi: None) -> None:
    call_command("preparer_demo", verbosity=0)
