"""What recognises an operation. Parts of the portal that post what the bank books add theirs, at start.

A chercheur that is sure (its `methode` is of `SURES`) posts at once; what the others find waits for an agent.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from cotisations.banque.contenu import Contenu
from cotisations.banque.etats import SURES, Methode
from cotisations.models import Ecriture, Operation


@dataclass(frozen=True)
class Candidate:
    """An operation nobody has recognised yet, and what its payer wrote."""

    operation: Operation
    contenu: Contenu


@dataclass(frozen=True)
class Trouvaille:
    """Whose it is (pk of a dossier), or what else: `objet` names a batch, a prélèvement…"""

    candidate: Candidate
    dossier: int | None = None
    objet: str = ""


Trouver = Callable[[Sequence[Candidate]], Sequence[Trouvaille]]
# What was posted, by pk of the operation. One that is missing was not posted after all, and waits for an agent.
Poster = Callable[[Sequence[Trouvaille]], Mapping[int, Ecriture | None]]


@dataclass(frozen=True)
class Chercheur:
    """`trouver` and `poster` take hundreds of operations at once, inside the transaction of the matching.

    `poster` is for those that are sure; it writes through `cotisations.grand_livre` and raises nothing.
    """

    methode: Methode
    trouver: Trouver
    poster: Poster | None = None


# What posting will change beside accounts is taken once, before anything is posted; the dossiers (pks) are returned.
Tenir = Callable[[Sequence[Operation]], Collection[int]]
# Why an operation cannot be given to one dossier, in French; empty when it can.
Objection = Callable[[Operation], str]
_TENUES: list[Tenir] = []
_OBJECTIONS: list[Objection] = []
_CHERCHEURS: dict[Methode, Chercheur] = {}


def enregistrer_chercheur(chercheur: Chercheur) -> None:
    """Adds one. Raises `ValueError` when its method is taken, or when it is sure and cannot post."""
    if chercheur.methode in _CHERCHEURS:
        raise ValueError(f"chercheur déjà enregistré : {chercheur.methode}")
    if (chercheur.methode in SURES) != (chercheur.poster is not None):
        raise ValueError(f"chercheur qui poste sans être sûr, ou l’inverse : {chercheur.methode}")
    _CHERCHEURS[chercheur.methode] = chercheur


def chercheurs() -> list[Chercheur]:
    """The surest first."""
    return [_CHERCHEURS[methode] for methode in Methode if methode in _CHERCHEURS]


def enregistrer_tenue(tenir: Tenir) -> None:
    """Adds what takes the rows that posting will change, beside accounts."""
    _TENUES.append(tenir)


def tenir(operations: Sequence[Operation]) -> set[int]:
    """Takes those rows; returns the dossiers (pks) whose accounts will change."""
    return {pk for tenue in _TENUES for pk in tenue(operations)}


def enregistrer_objection(objection: Objection) -> None:
    """Adds what knows of money that is on accounts already."""
    _OBJECTIONS.append(objection)


def objection_a(operation: Operation) -> str:
    """The first reason not to give it to a dossier; empty when there is none."""
    return next((dite for objection in _OBJECTIONS if (dite := objection(operation))), "")
