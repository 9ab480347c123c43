"""Every service, tried with a journal that cannot be written. One module for each part of the portal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType

from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import RequestFactory

from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, ouvrir

SESSION = frozenset({Session._meta.label, "accounts.SessionOuverte"})


@dataclass(frozen=True)
class Essai:
    """One service called with what it needs.

    `avant` runs first, with the journal in order. `prepare`: the models of which the call itself makes a row before.
    """

    acte: Callable[[Persona], object]
    prepare: frozenset[str] = frozenset()
    avant: Callable[[Persona], object] | None = None

    @property
    def nom(self) -> str:
        return self.acte.__name__.removeprefix("_")


@dataclass(frozen=True)
class Chapitre:
    """The services of `modules`. `ailleurs`: those that have tests of their own, or write nothing themselves."""

    modules: Iterable[ModuleType]
    essais: Iterable[Essai]
    ailleurs: frozenset[str] = frozenset()


def requete_de(persona: Persona) -> HttpRequest:
    """A POST of someone logged in. Opens a session: the essai prepares `SESSION`."""
    client = ClientStrict()
    ouvrir(client, persona)
    requete = RequestFactory().post("/compte/")
    requete.session, requete.user = client.session, persona.compte
    return requete
