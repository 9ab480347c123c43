"""Dossiers that ask for documents, a private storage for each test, and no word from WeasyPrint."""

import logging
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import Dossier
from documents import services
from documents.attestations import ATTESTATION_AFFILIATION
from documents.models import Document
from tests.harnais.personas import creer_dossier

EMETTRE = "/documents/attestations/attestation-affiliation/"
Emettre = Callable[[Dossier], Document]


@pytest.fixture(autouse=True)
def coffre(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Path:
    """Directory of the stored documents; pieces have one of their own."""
    lieux = {"default": tmp_path, "pieces": tmp_path_factory.mktemp("pieces")}
    prives = {nom: _a(settings.STORAGES[nom], lieu) for nom, lieu in lieux.items()}
    settings.STORAGES = {**settings.STORAGES, **prives}
    return tmp_path


def _a(reserve: dict[str, Any], lieu: Path) -> dict[str, Any]:
    return {**reserve, "OPTIONS": {**reserve["OPTIONS"], "location": lieu}}


@pytest.fixture(autouse=True)
def silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Rendering logs nothing from WARNING up."""
    yield
    paroles = [
        r for r in caplog.get_records("call") if r.levelno >= logging.WARNING and r.name.startswith("weasyprint")
    ]
    assert not paroles, [r.getMessage() for r in paroles]


@pytest.fixture
def dossier(db: None) -> Dossier:
    return creer_dossier("1122334", nom_usage="D’USAGE", statut="cotisant", date_affiliation=date(2012, 4, 1))


@pytest.fixture
def emettre() -> Emettre:
    def emettre(dossier: Dossier) -> Document:
        return services.emettre_document(dossier=dossier, type_document=ATTESTATION_AFFILIATION, par=None)

    return emettre


@pytest.fixture
def production(settings: Settings) -> None:
    settings.DEMONSTRATION = False
