"""The kinds of mails. Upper apps add theirs here, at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Envoi


@dataclass(frozen=True)
class Contenu:
    """To whom, and what the three templates of the kind read besides `caisse`, `demonstration` and `fin_numero`."""

    destinataire: str
    valeurs: Mapping[str, object]


class SansObjet(Exception):
    """There is nothing to send, now or later: raised by `rediger`."""


class PasEncore(Exception):
    """The mail has to leave later, not before `moment`: raised by `rediger`. It costs the mail no try."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment.isoformat())
        self.moment = moment


@dataclass(frozen=True)
class Genre:
    """One kind of mail.

    `code`: ASCII kebab-case; its templates are `templates/emails/<code>.sujet.txt`, `.txt` and `.html`.
    `rediger` is called at each try, outside any transaction: what must not be stored (a secret) is drawn
    there. It raises `SansObjet` when there is nothing to send, `PasEncore` when it has to wait.
    `references`: exactly the names that `poster` is given for this kind.
    """

    code: str
    rediger: Callable[[Envoi], Contenu]
    references: frozenset[str] = frozenset()


class GenreInconnu(LookupError):
    """No kind has this code."""


_GENRES: dict[str, Genre] = {}


def enregistrer(genre: Genre) -> None:
    """Adds a kind. Raises `ValueError` when its code is taken."""
    if genre.code in _GENRES:
        raise ValueError(f"genre d’envoi déjà enregistré : {genre.code}")
    _GENRES[genre.code] = genre


def genre_du_code(code: str) -> Genre:
    """Raises `GenreInconnu`."""
    try:
        return _GENRES[code]
    except KeyError:
        raise GenreInconnu(code) from None


def codes() -> list[str]:
    """Every kind, in the order of their registration."""
    return list(_GENRES)
