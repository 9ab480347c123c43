"""A portal for one measure: an empty SQLite base in a directory that goes away with it. Imports nothing heavy."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django

_RACINE = Path(__file__).resolve().parent.parent


@contextmanager
def portail_de_passage(nom: str) -> Iterator[None]:
    """Django set up, nothing migrated yet (`migrer`): what is measured before costs what it costs a worker."""
    with TemporaryDirectory(prefix=f"bench-{nom}-") as repertoire:
        os.environ |= {
            "MODE": "demonstration",
            "REPERTOIRE_DONNEES": repertoire,
            "DATABASE_URL": f"sqlite:///{repertoire}/portail.sqlite3",
            "NIVEAU_JOURNAUX": "ERROR",
            "DJANGO_SETTINGS_MODULE": "carpimko_portal.settings",
        }
        django.setup()
        from django.db import connection

        try:
            yield
        finally:
            connection.close()


def migrer() -> None:
    """The tables, by another process: every migration in memory is nothing that a worker has."""
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=_RACINE, check=True)
