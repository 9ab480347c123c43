"""Finding documents among many: by year, type, words, and since the last visit."""

import re
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from documents.models import DocumentQuerySet

_REFERENCE = re.compile(r"[0-9A-F]{4,12}")


@dataclass(frozen=True)
class Facettes:
    """What there is to choose from: (code, title without its year) of types, years with the latest first."""

    types: tuple[tuple[str, str], ...]
    annees: tuple[int, ...]
    titres: tuple[str, ...]

    @classmethod
    def de(cls, lignes: Iterable[tuple[str, str, int]]) -> "Facettes":
        """From (type, title, year) triples."""
        lues = list(lignes)
        types = {code: titre.removesuffix(f" {annee}") for code, titre, annee in lues}
        return cls(
            types=tuple(sorted(types.items(), key=lambda un: _sans_accents(un[1]))),
            annees=tuple(sorted({annee for _, _, annee in lues}, reverse=True)),
            titres=tuple({titre: None for _, titre, _ in lues}),
        )


@dataclass(frozen=True)
class Recherche:
    """What is looked for; empty values filter nothing. `titres`: those that hold the words, when words were given."""

    annee: int | None = None
    type: str = ""
    mots: str = ""
    titres: tuple[str, ...] = ()
    depuis: datetime | None = None


def titres_qui_disent(mots: str, titres: Iterable[str]) -> tuple[str, ...]:
    """The titles that hold every word, whatever its case and accents: engines do not agree on either."""
    cherches = _sans_accents(mots).split()
    return tuple(titre for titre in titres if all(mot in _sans_accents(titre) for mot in cherches))


def filtrer(documents: DocumentQuerySet, recherche: Recherche) -> DocumentQuerySet:
    """Those that match."""
    if recherche.annee:
        documents = documents.filter(annee=recherche.annee)
    if recherche.type:
        documents = documents.filter(type=recherche.type)
    if recherche.depuis:
        documents = documents.filter(emis_le__gt=recherche.depuis)
    if bornes := _bornes(recherche.mots):
        return documents.filter(public_id__range=bornes)
    return documents.filter(titre__in=recherche.titres) if recherche.mots else documents


def _bornes(mots: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The identifiers that begin like this reference, even cut short: `3F2A-90C1`."""
    debut = mots.replace("-", "").replace(" ", "").upper()
    if not _REFERENCE.fullmatch(debut):
        return None
    return uuid.UUID(debut.ljust(32, "0")), uuid.UUID(debut.ljust(32, "F"))


def _sans_accents(texte: str) -> str:
    decompose = unicodedata.normalize("NFKD", texte.replace("’", "'").casefold())
    return "".join(c for c in decompose if not unicodedata.combining(c))
