"""The types of documents that the portal issues. Upper apps add theirs here, at start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from accounts.models import Dossier

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True)
class TypeDocument:
    """How one type of document is offered, refused, filled and drawn.

    `code` is its ASCII kebab-case name, in addresses and file names.
    `gabarit` is a versioned path (`pdf/attestation-affiliation/v1.html`): a change of wording is a new file.
    `constructeur` makes the frozen dataclass of finished values that the template reads as `document`.
    `empechement` says in French why a dossier cannot have it, or `None`.
    """

    code: str
    titre: str
    description: str
    action: str
    gabarit: str
    constructeur: Callable[[Dossier, date], "DataclassInstance"]
    empechement: Callable[[Dossier], str | None]

    @property
    def version(self) -> str:
        """`v1`."""
        return version_du_gabarit(self.gabarit)


@dataclass(frozen=True)
class Offre:
    """A type as a person sees it: on offer, or not and why."""

    type: TypeDocument
    empechement: str | None


class TypeInconnu(LookupError):
    """No type has this code."""


_TYPES: dict[str, TypeDocument] = {}


def enregistrer(type_document: TypeDocument) -> None:
    """Adds a type. Raises `ValueError` when its code is taken."""
    if type_document.code in _TYPES:
        raise ValueError(f"type de document déjà enregistré : {type_document.code}")
    _TYPES[type_document.code] = type_document


def type_du_code(code: str) -> TypeDocument:
    """Raises `TypeInconnu`."""
    try:
        return _TYPES[code]
    except KeyError:
        raise TypeInconnu(code) from None


def types_proposes(dossier: Dossier) -> list[Offre]:
    """Every type, in the order of their registration, with what prevents this dossier from having it."""
    return [Offre(type_document, type_document.empechement(dossier)) for type_document in _TYPES.values()]


def version_du_gabarit(gabarit: str) -> str:
    """`v1` of `pdf/attestation-affiliation/v1.html`."""
    return PurePosixPath(gabarit).stem
