"""Keys already met in a file, kept on disk: a set in memory would grow with the file."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager


class ClesVues:
    """First line of each key. Lives in SQLite's own temporary file, removed when closed."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        base.execute("CREATE TABLE vues (cle TEXT PRIMARY KEY, ligne INTEGER NOT NULL) WITHOUT ROWID")

    def doublons(self, cles: Iterable[tuple[str, int]]) -> dict[int, int]:
        """Takes (key, line) pairs in; returns each line whose key was met before, and the line where."""
        cles = sorted(cles)  # neighbours in the index, the first line of a key before the others
        if self._base.executemany("INSERT OR IGNORE INTO vues VALUES (?, ?)", cles).rowcount == len(cles):
            return {}
        premieres = ((ligne, self._premiere(cle)) for cle, ligne in cles)
        return {ligne: premiere for ligne, premiere in premieres if ligne != premiere}

    def _premiere(self, cle: str) -> int:
        ligne: int = self._base.execute("SELECT ligne FROM vues WHERE cle = ?", [cle]).fetchone()[0]
        return ligne


@contextmanager
def cles_vues() -> Iterator[ClesVues]:
    """Opens an empty register of keys."""
    with closing(sqlite3.connect("", isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.execute("BEGIN")
        yield ClesVues(base)
