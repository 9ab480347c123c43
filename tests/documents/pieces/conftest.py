"""A private storage, an antivirus on the loopback, and people who deposit."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from documents.pieces.enums import GenrePiece
from documents.pieces.models import Piece
from documents.pieces.services import deposer_piece
from tests.documents.pieces.fichiers import image
from tests.harnais.clamd import FauxClamd, clamd_qui_ecoute
from tests.harnais.personas import Persona

Deposer = Callable[..., Piece]


@pytest.fixture(autouse=True)
def reserve(tmp_path: Path, settings: Settings) -> Path:
    """Directory of the sealed pieces."""
    prive = settings.STORAGES["pieces"]
    settings.STORAGES = {
        **settings.STORAGES,
        "pieces": {**prive, "OPTIONS": {**prive["OPTIONS"], "location": tmp_path / "pieces"}},
    }
    return tmp_path / "pieces"


@pytest.fixture
def antivirus(settings: Settings) -> Iterator[FauxClamd]:
    with clamd_qui_ecoute() as faux:
        settings.ANTIVIRUS = faux.adresse
        yield faux


@pytest.fixture
def deposer() -> Deposer:
    def deposer(
        persona: Persona, octets: bytes | None = None, nom: str = "rib.jpg", genre: GenrePiece = GenrePiece.RIB
    ) -> Piece:
        octets = image() if octets is None else octets
        return deposer_piece(dossier=persona.dossier, genre=genre, nom=nom, octets=octets, par=persona.compte).piece

    return deposer
