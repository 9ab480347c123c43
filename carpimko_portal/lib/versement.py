"""Rows by the thousand into a table, on both engines: a lot beside the table, then set-based SQL.

`bulk_create` spends ten times what the engine needs. Here the rows go to a temporary table (COPY
on PostgreSQL, `executemany` on SQLite) and three statements do the rest.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

_LOT = "lot_a_verser"


@dataclass(frozen=True)
class Cible:
    """A table, its `colonnes` that a file fills, and those of them that are its natural key (`cle`, unique).

    A column of `gardees` keeps what it holds once the column it names there is not null: somebody else's word
    counts more than the file's.
    `public_id` and the columns of `cree_le` and `modifie_le` are filled here, SQL knowing no default of Django's.
    """

    table: str
    colonnes: tuple[str, ...]
    cle: tuple[str, ...]
    cree_le: tuple[str, ...]
    modifie_le: tuple[str, ...] = ()
    gardees: Mapping[str, str] = field(default_factory=dict)

    @property
    def contenu(self) -> tuple[str, ...]:
        return tuple(nom for nom in self.colonnes if nom not in self.cle)

    def valeur(self, nom: str) -> str:
        """In SQL, what an update gives the column."""
        if nom not in self.gardees:
            return f"{_LOT}.{nom}"
        temoin = f"{self.table}.{self.gardees[nom]}"
        return f"CASE WHEN {temoin} IS NULL THEN {_LOT}.{nom} ELSE {self.table}.{nom} END"


class Lot:
    """Rows waiting beside their table. Counts and writes; every method is one statement."""

    def __init__(self, cible: Cible) -> None:
        self._cible = cible
        self._memes_cles = " AND ".join(f"{cible.table}.{nom} = {_LOT}.{nom}" for nom in cible.cle)
        self._differe = _differents(cible)

    def comparer(self) -> tuple[set[int], int]:
        """Line numbers of the rows whose key exists with another content; how many rows have a new key."""
        table, (cle, *_) = self._cible.table, self._cible.cle
        ordre = (
            f"SELECT ligne, {table}.{cle} IS NULL FROM {_LOT} LEFT JOIN {table} ON {self._memes_cles} "  # noqa: S608 - names of our models
            f"WHERE {table}.{cle} IS NULL OR {self._differe}"
        )
        with connection.cursor() as curseur:
            curseur.execute(ordre)
            lignes = curseur.fetchall()
        divergentes = {ligne for ligne, nouvelle in lignes if not nouvelle}
        return divergentes, len(lignes) - len(divergentes)

    def modifier(self, moment: datetime) -> int:
        """Gives the rows that differ the content of the lot; returns how many."""
        cible = self._cible
        affectations = [f"{nom} = {cible.valeur(nom)}" for nom in cible.contenu] + [
            f"{nom} = %s" for nom in cible.modifie_le
        ]
        return _executer(
            f"UPDATE {cible.table} SET {', '.join(affectations)} FROM {_LOT} "  # noqa: S608 - names of our models
            f"WHERE {self._memes_cles} AND {self._differe}",
            _instants(moment, len(cible.modifie_le)),
        )

    def ajouter(self, moment: datetime, *, toutes: bool) -> int:
        """Adds the rows whose key is new, in the order of the file; returns how many. `toutes`: all of them are."""
        cible = self._cible
        dates = cible.cree_le + cible.modifie_le
        noms = ", ".join(("public_id", *cible.colonnes, *dates))
        valeurs = ", ".join(("public_id", *cible.colonnes, *["%s"] * len(dates)))
        nouvelles = "" if toutes else f"WHERE NOT EXISTS (SELECT 1 FROM {cible.table} WHERE {self._memes_cles})"  # noqa: S608 - names of our models
        return _executer(
            f"INSERT INTO {cible.table} ({noms}) SELECT {valeurs} FROM {_LOT} {nouvelles} ORDER BY ligne",  # noqa: S608 - names of our models
            _instants(moment, len(dates)),
        )


@contextmanager
def lot_en_attente(cible: Cible, lignes: Sequence[tuple[int, Sequence[Any]]]) -> Iterator[Lot]:
    """Puts rows (line number, values of `cible.colonnes`) beside their table, inside the transaction under way.

    Two loads of the same table wait for each other, so that what one counts is what it did; a row that
    somebody else adds meanwhile makes `ajouter` raise `IntegrityError`.
    """
    if connection.vendor == "postgresql":  # on SQLite, an IMMEDIATE transaction is alone already
        _executer("SELECT pg_advisory_xact_lock(hashtext(%s))", [cible.table])
        # Other joins would read the whole table for each lot; a lot needs as many look-ups as it has rows.
        _executer("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
    noms = ("public_id", *cible.colonnes)
    _executer(f"CREATE TEMPORARY TABLE {_LOT} AS SELECT 0 AS ligne, {', '.join(noms)} FROM {cible.table} WHERE 1 = 0")  # noqa: S608 - names of our models
    identifiants = _identifiants(len(lignes))
    _remplir(
        ("ligne", *noms),
        [(numero, identifiant, *valeurs) for (numero, valeurs), identifiant in zip(lignes, identifiants, strict=True)],
    )
    yield Lot(cible)
    _executer(f"DROP TABLE {_LOT}")


def _remplir(colonnes: Sequence[str], lignes: Sequence[tuple[Any, ...]]) -> None:
    noms = ", ".join(colonnes)
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, curseur.copy(f"COPY {_LOT} ({noms}) FROM STDIN") as copie:
                for ligne in lignes:
                    copie.write_row(ligne)
        else:
            marques = ", ".join(["%s"] * len(colonnes))
            curseur.executemany(f"INSERT INTO {_LOT} ({noms}) VALUES ({marques})", lignes)  # noqa: S608 - our names


def _identifiants(nombre: int) -> list[str]:
    """Random UUIDs (version 4) in hexadecimal, which both engines take; one draw for all."""
    hasard = os.urandom(16 * nombre).hex()
    return sorted(
        f"{hasard[i : i + 12]}4{hasard[i + 13 : i + 16]}{'89ab'[int(hasard[i + 16], 16) % 4]}{hasard[i + 17 : i + 32]}"
        for i in range(0, 32 * nombre, 32)
    )


def _differents(cible: Cible) -> str:
    """Null-safe: `(a, b) IS DISTINCT FROM (c, d)`, which older SQLites only know as IS NOT."""
    operateur = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    en_base = ", ".join(f"{cible.table}.{nom}" for nom in cible.contenu)
    en_lot = ", ".join(cible.valeur(nom) for nom in cible.contenu)
    return f"({en_base}) {operateur} ({en_lot})"


def _instants(moment: datetime, nombre: int) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(moment)] * nombre


def _executer(ordre: str, parametres: Sequence[Any] = ()) -> int:
    with connection.cursor() as curseur:
        curseur.execute(ordre, parametres)
        touchees: int = curseur.rowcount
        return touchees
