"""Many new rows of one model, where `bulk_create` would spend more on preparing its statement than the engine on it.

One COPY a lot on PostgreSQL, one `executemany` elsewhere; rows are mappings, and no instance is made of them.
Constraints, triggers and defaults are those of the table and of the model.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

_TELS_QUELS = (models.IntegerField, models.BooleanField, models.BinaryField)
_RARES = (models.DateField, models.DateTimeField)  # few values for many rows
Ligne = Mapping[str, Any]


def ajouter_en_nombre(modele: type[models.Model], lignes: Sequence[Ligne], *, ignorer_conflits: bool = False) -> None:
    """Inserts `lignes`, values by attribute (`dossier_id`); all name the same ones, the others have their default.

    `ignorer_conflits`: those whose key exists are left out. Raises `IntegrityError` as `bulk_create` does.
    """
    if not lignes:
        return
    champs = [champ for champ in modele._meta.concrete_fields if not isinstance(champ, models.AutoField)]
    noms = ", ".join(connection.ops.quote_name(str(champ.column)) for champ in champs)
    maintenant = timezone.now()
    valeurs = list(zip(*[_colonne(champ, lignes, maintenant) for champ in champs], strict=True))
    ou = f"{modele._meta.db_table} ({noms})"
    try:
        _ajouter(ou, valeurs)
    except IntegrityError:
        if not ignorer_conflits:
            raise
        _inserer(ou, valeurs, suite=" ON CONFLICT DO NOTHING")


@transaction.atomic
def _ajouter(ou: str, valeurs: Sequence[tuple[Any, ...]]) -> None:
    """COPY is four times as fast as statements, and knows no conflict to ignore: they are rare enough to try it."""
    if connection.vendor != "postgresql":
        _inserer(ou, valeurs)
        return
    with (
        connection.wrap_database_errors,
        connection.cursor() as curseur,
        curseur.copy(f"COPY {ou} FROM STDIN") as copie,
    ):
        for une in valeurs:
            copie.write_row(une)


def _inserer(ou: str, valeurs: Sequence[tuple[Any, ...]], *, suite: str = "") -> None:
    marques = ", ".join(["%s"] * len(valeurs[0]))
    with connection.cursor() as curseur:
        curseur.executemany(f"INSERT INTO {ou} VALUES ({marques}){suite}", valeurs)  # noqa: S608 - names of our models


def _colonne(champ: Any, lignes: Sequence[Ligne], maintenant: datetime) -> list[Any]:
    """The values of one field, as the engine takes them. One that comes again (a date, mostly) is prepared once."""
    if getattr(champ, "auto_now_add", False) or getattr(champ, "auto_now", False):
        return [champ.get_db_prep_save(maintenant, connection)] * len(lignes)
    preparer = _preparation(champ)
    if champ.attname not in lignes[0]:
        return _par_defaut(champ, preparer, len(lignes))
    valeurs = [ligne[champ.attname] for ligne in lignes]
    if preparer is None:
        return valeurs
    if isinstance(champ, _RARES):
        preparees = {valeur: preparer(valeur) for valeur in set(valeurs)}
        return [preparees[valeur] for valeur in valeurs]
    return [None if valeur is None else preparer(valeur) for valeur in valeurs]


def _par_defaut(champ: Any, preparer: Callable[[Any], Any] | None, nombre: int) -> list[Any]:
    """A default that is computed (a UUID) is another one for each row."""
    if not callable(champ.default):
        return [champ.get_db_prep_save(champ.get_default(), connection)] * nombre
    valeurs = [champ.get_default() for _ in range(nombre)]
    return valeurs if preparer is None else [preparer(valeur) for valeur in valeurs]


def _preparation(champ: Any) -> Callable[[Any], Any] | None:
    """What a value needs; nothing when the engine takes it as it is."""
    if isinstance(champ, models.ForeignKey):
        return _preparation(champ.target_field)
    if isinstance(champ, _TELS_QUELS):
        return None
    if isinstance(champ, models.CharField | models.TextField):
        return str
    if isinstance(champ, models.UUIDField):
        return None if connection.features.has_native_uuid_field else attrgetter("hex")
    return lambda valeur: champ.get_db_prep_save(valeur, connection)
