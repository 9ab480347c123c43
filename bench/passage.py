"""A portal for one measure: an empty SQLite base in a directory that goes away with it. Imports nothing heavy."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from tempfile import TemporaryDirectory

import django


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
    """The tables, told to stderr: stdout is the table of results."""
    from django.core.management import call_command

    with redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0)
