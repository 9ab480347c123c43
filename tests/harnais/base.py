"""Emptying a database whose append-only tables refuse to be emptied."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase

from accounts.models import Inalterable
from carpimko_portal.lib.inalterable import figer, poser, retirer
from cotisations.models import MandatSepa
from cotisations.models.mandat import FIGES, SIGNE


def tables_inalterables() -> list[str]:
    return sorted(modele._meta.db_table for modele in apps.get_models() if issubclass(modele, Inalterable))


@contextmanager
def sans_declencheurs() -> Iterator[None]:
    """Lifts the triggers of the append-only tables, and sets them again whatever happens."""
    mandats = MandatSepa._meta.db_table  # the one table of which some columns freeze
    for table in (*tables_inalterables(), mandats):
        retirer(connection, table)
    try:
        yield
    finally:
        for table in tables_inalterables():
            poser(connection, table)
        figer(connection, mandats, FIGES, SIGNE)


def permettre_la_remise_a_zero() -> None:
    """Transactional tests end by emptying every table: that, and nothing else, goes round the triggers."""
    vider = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined] # absent from the stubs

    def vider_sans_declencheurs(cas: TransactionTestCase) -> None:
        with sans_declencheurs():
            vider(cas)

    TransactionTestCase._fixture_teardown = vider_sans_declencheurs  # type: ignore[attr-defined] # same cause
