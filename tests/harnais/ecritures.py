"""A GET that writes is a defect."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_ECRITURE = re.compile(r"^\s*(?:WITH\b.*?\)\s*)?(INSERT|UPDATE|DELETE|REPLACE|MERGE|COPY|TRUNCATE)\b", re.I | re.S)
_PERMISES = re.compile(r"\b(?:django_session|accounts_sessionouverte|accounts_niveauseau)\b", re.I)


@contextmanager
def ecritures() -> Iterator[list[str]]:
    """Collects the statements that write a business row while the block runs. Sessions and limits are not business."""
    vues: list[str] = []

    def guetter(execute: Callable[..., Any], sql: str, params: Any, many: bool, contexte: dict[str, Any]) -> Any:
        if _ECRITURE.match(sql) and not _PERMISES.search(sql):
            vues.append(sql[:200])
        return execute(sql, params, many, contexte)

    with connection.execute_wrapper(guetter):
        yield vues
