"""Database options that were measured, not guessed."""

from typing import Any


def options_sqlite() -> dict[str, Any]:
    """Options under which concurrent writers wait for their turn instead of failing.

    Deferred transactions fail at once with "database is locked" when they turn into writers:
    each transaction takes the write lock at its start (IMMEDIATE) and waits up to 20 seconds.
    """
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
