"""Append-only tables, held by triggers on both engines."""

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper
from django.db.migrations.state import ProjectState

_IDENTITES = {"public_id", "empreinte", "precedente"}  # the last two: the links of the journal
_MESSAGE = "cette table ne se modifie pas : seul l’ajout est permis"
_FONCTION = (
    "CREATE OR REPLACE FUNCTION refuser_modification() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


class RendreInalterable(migrations.operations.base.Operation):
    """Migration operation: from now on, rows of the model's table can be added, not changed or removed.

    SQLite forgets triggers when a later migration rebuilds the table: such a migration ends with
    this operation again (the tests of each append-only table notice when it does not).
    """

    reversible = True

    def __init__(self, nom_modele: str) -> None:
        self.nom_modele = nom_modele

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing to remember: a trigger is not part of a model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        poser(schema_editor.connection, to_state.apps.get_model(app_label, self.nom_modele)._meta.db_table)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        retirer(schema_editor.connection, from_state.apps.get_model(app_label, self.nom_modele)._meta.db_table)

    def describe(self) -> str:
        return f"Make {self.nom_modele} append-only"


class FigerColonnes(RendreInalterable):
    """Migration operation: once `condition` (SQL on the former row, as `OLD`) holds, `colonnes` never change again,
    and the row is never removed."""

    def __init__(self, nom_modele: str, colonnes: tuple[str, ...], condition: str) -> None:
        super().__init__(nom_modele)
        self.colonnes, self.condition = colonnes, condition

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = to_state.apps.get_model(app_label, self.nom_modele)._meta.db_table
        figer(schema_editor.connection, table, self.colonnes, self.condition)

    def describe(self) -> str:
        return f"Freeze the content of {self.nom_modele}"


def poser(connection: BaseDatabaseWrapper, table: str) -> None:
    """Sets the triggers of `table`; a refused statement raises `IntegrityError`."""
    retirer(connection, table)
    with connection.cursor() as curseur:
        identites = _identites(curseur, table) if connection.vendor == "sqlite" else []
        for ordre in _ordres(connection.vendor, table, identites):
            curseur.execute(ordre)


def figer(connection: BaseDatabaseWrapper, table: str, colonnes: tuple[str, ...], condition: str) -> None:
    """Sets the triggers of a table of which some columns freeze; a refused statement raises `IntegrityError`."""
    retirer(connection, table)
    with connection.cursor() as curseur:
        for ordre in _ordres_des_colonnes(connection.vendor, table, colonnes, condition):
            curseur.execute(ordre)


def retirer(connection: BaseDatabaseWrapper, table: str) -> None:
    """Removes the triggers of `table`."""
    suite = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as curseur:
        for acte in ("insert", "update", "delete", "truncate"):
            curseur.execute(f"DROP TRIGGER IF EXISTS {table}_{acte}{suite}")


def _identites(curseur: CursorWrapper, table: str) -> list[str]:
    """What names a row of a SQLite table: `INSERT OR REPLACE` of the same would take it away.

    Keys with a meaning keep their own constraint, whose refusal services know how to read.
    """
    curseur.execute(f"PRAGMA table_info({table})")
    return [nom for _, nom, _, _, _, rang in curseur.fetchall() if rang or nom in _IDENTITES]


def _ordres(moteur: str, table: str, identites: list[str]) -> list[str]:
    if moteur == "sqlite":
        # REPLACE deletes rows without the triggers of DELETE.
        pris = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {nom} = NEW.{nom})" for nom in identites)  # noqa: S608 - names of our own
        ajout = f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {pris} "
        return [ajout + f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"] + [
            f"CREATE TRIGGER {table}_{acte} BEFORE {acte.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
            for acte in ("update", "delete")
        ]
    return [_FONCTION] + [
        f"CREATE TRIGGER {table}_{acte} BEFORE {acte.upper()} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuser_modification()"
        for acte in ("update", "delete", "truncate")
    ]


def _ordres_des_colonnes(moteur: str, table: str, colonnes: tuple[str, ...], condition: str) -> list[str]:
    """The same two triggers in each dialect."""
    distinct = "IS NOT" if moteur == "sqlite" else "IS DISTINCT FROM"
    change = " OR ".join(f"NEW.{nom} {distinct} OLD.{nom}" for nom in colonnes)
    quand = {"update": f"({condition}) AND ({change})", "delete": condition}
    corps = (
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        if moteur == "sqlite"
        else "EXECUTE FUNCTION refuser_modification()"
    )
    ordres = [
        f"CREATE TRIGGER {table}_{acte} BEFORE {acte.upper()} ON {table} FOR EACH ROW WHEN ({si}) {corps}"
        for acte, si in quand.items()
    ]
    return ordres if moteur == "sqlite" else [_FONCTION, *ordres]
