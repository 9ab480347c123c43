"""The strict harness: what each test gets, asked for or not. See tests/harnais."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.core.cache import cache

from tests.harnais.base import permettre_la_remise_a_zero
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona, creer_compte, creer_titulaire, ouvrir

MAINTENANT = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
ClientDe = Callable[[Persona], ClientStrict]


def pytest_configure() -> None:
    permettre_la_remise_a_zero()


@pytest.fixture(autouse=True)
def horloge(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller]:
    """It is always 10 o’clock on 22 November 2026, in Paris. A browser needs time to pass: stories let it tick."""
    with time_machine.travel(MAINTENANT, tick=bool(request.node.get_closest_marker("e2e"))) as voyage:
        yield voyage


@pytest.fixture(autouse=True)
def cache_vide() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(scope="session")
def empreinte() -> str:
    """The hash of `MOT_DE_PASSE`: real, and computed once."""
    return make_password(MOT_DE_PASSE)


@pytest.fixture
def client() -> ClientStrict:
    """A visitor’s browser."""
    return ClientStrict()


@pytest.fixture
def client_de() -> ClientDe:
    """The browser of someone already logged in."""

    def connecte(persona: Persona) -> ClientStrict:
        navigateur = ClientStrict()
        ouvrir(navigateur, persona)
        return navigateur

    return connecte


@pytest.fixture
def affilie(db: None, empreinte: str) -> Persona:
    return creer_titulaire("1234567", empreinte)


@pytest.fixture
def autre_affilie(db: None, empreinte: str) -> Persona:
    return creer_titulaire("2345678", empreinte, prenoms="Bruno", nom_naissance="EXEMPLE", sexe="male")


@pytest.fixture
def ayant_droit(db: None, empreinte: str) -> Persona:
    return creer_titulaire("123456789", empreinte, prenoms="Claire", nom_naissance="MODELE")


@pytest.fixture
def etranger(db: None, empreinte: str) -> Persona:
    """Logged in with a dossier of their own, and with nothing to see in anybody else’s."""
    return creer_titulaire("7654321", empreinte, prenoms="Étienne", nom_naissance="INCONNU", sexe="male")


@pytest.fixture
def agent(db: None, empreinte: str) -> Persona:
    return Persona(creer_compte(empreinte, est_agent=True))
