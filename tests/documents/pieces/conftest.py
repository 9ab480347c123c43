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


@pytest.fixture
def reserve(coffre: Path, settings: Settings) -> Path:
    """Directory of the sealed pieces."""
    return Path(settings.STORAGES["pieces"]["OPTIONS"]["location"])


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
