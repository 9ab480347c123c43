"""Many new rows of one model, where `bulk_create` would spend more on preparing its statement than the engine on it.

One `executemany` a lot, values prepared a column at a time. Constraints, triggers and defaults are those of the
table and of the model; `pk` is not given back.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.utils import timezone

_TELS_QUELS = (models.IntegerField, models.BooleanField, models.BinaryField)
_RARES = (models.DateField, models.DateTimeField)  # few values for many rows


def ajouter_en_nombre(objets: Sequence[models.Model], *, ignorer_conflits: bool = False) -> None:
    """Inserts `objets`, all of one model. `ignorer_conflits`: those whose key exists are left out.

    Raises `IntegrityError` as `bulk_create` does.
    """
    if not objets:
        return
    meta = objets[0]._meta
    champs = [champ for champ in meta.concrete_fields if not isinstance(champ, models.AutoField)]
    noms = ", ".join(connection.ops.quote_name(str(champ.column)) for champ in champs)
    marques = ", ".join(["%s"] * len(champs))
    suite = " ON CONFLICT DO NOTHING" if ignorer_conflits else ""
    ordre = f"INSERT INTO {meta.db_table} ({noms}) VALUES ({marques}){suite}"  # noqa: S608 - names of our models
    maintenant = timezone.now()
    colonnes = [_colonne(champ, objets, maintenant) for champ in champs]
    with connection.cursor() as curseur:
        curseur.executemany(ordre, list(zip(*colonnes, strict=True)))


def _colonne(champ: Any, objets: Sequence[models.Model], maintenant: datetime) -> list[Any]:
    """The values of one field, as the engine takes them. One that comes again (a date, mostly) is prepared once."""
    if getattr(champ, "auto_now_add", False) or getattr(champ, "auto_now", False):
        return [champ.get_db_prep_save(maintenant, connection)] * len(objets)
    valeurs = [getattr(objet, champ.attname) for objet in objets]
    preparer = _preparation(champ)
    if preparer is None:
        return valeurs
    if isinstance(champ, _RARES):
        preparees = {valeur: preparer(valeur) for valeur in set(valeurs)}
        return [preparees[valeur] for valeur in valeurs]
    return [None if valeur is None else preparer(valeur) for valeur in valeurs]


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
