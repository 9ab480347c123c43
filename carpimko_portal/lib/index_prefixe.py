"""Indexes that nobody asked for."""

from collections.abc import Callable

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def retirer_index_de_prefixe(table: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    """For `RunPython`: removes the second index that Django adds to each unique text on PostgreSQL.

    It serves `LIKE 'prefix%'` alone; numbers and keys are looked up whole, and each index is a
    tenth of the time of an import.
    """

    def retirer(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        with schema_editor.connection.cursor() as curseur:
            curseur.execute(
                "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s "
                "AND indexname LIKE %s",
                [table, r"%\_like"],
            )
            for (nom,) in curseur.fetchall():
                curseur.execute(f"DROP INDEX {schema_editor.quote_name(nom)}")

    return retirer
