"""The types of documents that the portal issues. Upper apps add theirs here, at start.

A new type is one small file: a function that builds its context, and a `TypeDocument` that says the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from accounts.enums import TypeDossier
from accounts.models import Dossier
from documents.enums import Portee

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")


@dataclass(frozen=True)
class Demande:
    """What is asked: a document on the day `le`, about the year `annee` when its type has one each year, about `sujet`
    when it has one for each thing of a kind.
    """

    dossier: Dossier
    le: date
    annee: int | None = None
    sujet: str = ""
    _lus: dict[Callable[[Dossier], Any], Any] = field(default_factory=dict, repr=False, compare=False)

    def lire(self, lecture: Callable[[Dossier], T]) -> T:
        """`lecture(dossier)`, read once, however many types look at it."""
        if lecture not in self._lus:
            self._lus[lecture] = lecture(self.dossier)
        lu: T = self._lus[lecture]
        return lu

    def de(self, annee: int) -> "Demande":
        """The same about another year."""
        return Demande(self.dossier, self.le, annee, self.sujet, self._lus)


@dataclass(frozen=True)
class Empechement:
    """Why a dossier cannot have a document, in French, and the way out: the name of a route and what one does there."""

    motif: str
    route: str = ""
    geste: str = ""


def _jamais(demande: Demande) -> None:
    """Nothing prevents it; or it never expires."""
    return


@dataclass(frozen=True)
class TypeDocument:
    """How one type of document is offered, refused, filled and drawn.

    `code` is its ASCII kebab-case name, in addresses and file names.
    `gabarit` is a versioned path (`pdf/attestation-affiliation/v1.html`): a change of wording is a new file.
    `constructeur` makes the frozen dataclass of finished values that the template reads as `document`: it carries
    `lignes`, (label, value) pairs, and may carry `tableau` (see `documents.tableaux`): both are embedded for machines.
    `public` are the types of dossier it is for, `empechement` what may still prevent it.
    `annees`: the years it can be about, latest first; asked again, a year that says the same is not issued twice.
    `validite`: its last day, `None` when it always holds. `conservation`: years it is kept.
    `portee`: what a délégué must have been granted.
    `par_sujet`: there is one for each thing of a kind, asked for on the page of that thing and nowhere else.
    """

    code: str
    titre: str
    description: str
    action: str
    gabarit: str
    constructeur: Callable[[Demande], "DataclassInstance"]
    public: frozenset[TypeDossier] = frozenset({TypeDossier.AFFILIE})
    pas_pour: str = "Ce document concerne les professionnels affiliés."
    empechement: Callable[[Demande], Empechement | None] = _jamais
    annees: Callable[[Demande], list[int]] | None = None
    validite: Callable[[Demande], date | None] = _jamais
    conservation: int = 10
    portee: Portee = Portee.ATTESTATIONS
    par_sujet: bool = False

    @property
    def version(self) -> str:
        """`v1`, of its template."""
        return PurePosixPath(self.gabarit).stem

    def refus(self, demande: Demande) -> Empechement | None:
        """What prevents the dossier from having it."""
        if TypeDossier(demande.dossier.type) not in self.public:
            return Empechement(self.pas_pour)
        if self.annees and demande.annee not in (annees := self.annees(demande)) and (demande.annee or not annees):
            return Empechement("Votre compte ne porte rien pour cette année : il n’y a rien à attester.")
        return self.empechement(demande)


@dataclass(frozen=True)
class Offre:
    """A type as a person sees it: on offer, for which years, or not and why."""

    type: TypeDocument
    empechement: Empechement | None
    annees: list[int]


class TypeInconnu(LookupError):
    """No type has this code."""


_TYPES: dict[str, TypeDocument] = {}


def enregistrer(*types: TypeDocument) -> None:
    """Adds types. Raises `ValueError` when a code is taken."""
    for type_document in types:
        if type_document.code in _TYPES:
            raise ValueError(f"type de document déjà enregistré : {type_document.code}")
        _TYPES[type_document.code] = type_document


def type_du_code(code: str) -> TypeDocument:
    """Raises `TypeInconnu`."""
    try:
        return _TYPES[code]
    except KeyError:
        raise TypeInconnu(code) from None


def types_proposes(demande: Demande) -> list[Offre]:
    """Every type, in the order of their registration, with what prevents this dossier from having it."""
    return [_offrir(type_document, demande) for type_document in _TYPES.values() if not type_document.par_sujet]


def _offrir(type_document: TypeDocument, demande: Demande) -> Offre:
    empechement = type_document.refus(demande)
    annees = [] if empechement or type_document.annees is None else type_document.annees(demande)
    return Offre(type_document, empechement, annees)
