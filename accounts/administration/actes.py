"""Acts on one row of the back office: a page that says what will happen and asks for what it needs, then does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.models import Compte

Lignes = list[tuple[str, Any]]


@dataclass(frozen=True)
class ActeDeFiche:
    """Something done to one row: a page that says what will happen (GET), then does it (POST), with a fresh code.

    `faire(objet, agent, **saisie)` calls a service and returns what to say; what it raises as `ActeImpossible` is said
    too. `saisie` is what `formulaire` cleaned, when the act asks for something.
    `possible(objet, agent)`: whether to offer it. `attendu(objet)`: whether it is expected next, and shown first.
    `apercu(objet)`: what will happen, shown by `gabarit` (`{{ apercu }}`, lines unless it is of another shape); it may
    raise `ActeImpossible` too. `bouton`: what it says, when that is not `titre`.
    `relecture(objet, **saisie)`: what the agent reads again once the form is filled, and confirms; it may raise
    `ActeImpossible` too. `vu(objet)`: what the page shows that may change meanwhile; the act is refused when it did,
    and `faire` is given it as `vu`, to hold the service to it.
    """

    code: str
    titre: str
    phrase: str
    permission: str
    faire: Callable[..., str]
    possible: Callable[[Any, Compte], bool] = lambda objet, agent: True
    ton: str = ""
    apercu: Callable[[Any], Any] = lambda objet: None
    gabarit: str = "admin/acte.html"
    formulaire: type[forms.Form] | None = None
    bouton: str = ""
    attendu: Callable[[Any], bool] = lambda objet: False
    relecture: Callable[..., Lignes] | None = None
    vu: Callable[[Any], Any] | None = None


def toujours(objet: Any) -> bool:
    """`attendu` of an act that is expected as soon as it is possible."""
    return True


@dataclass(frozen=True)
class ActeOffert:
    """What an agent may do with a row now, and where."""

    titre: str
    adresse: str
    attendu: bool = False
