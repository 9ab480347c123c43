"""Posting mails, posting them again, and waking whoever delivers them."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Thread
from time import monotonic
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import KombuError

from accounts.enums import Acte, EtatEnvoi
from accounts.envois.genres import genre_du_code
from accounts.journal import journaliser
from accounts.models import Compte, Dossier, Envoi
from carpimko_portal.lib.ajout import ajouter_en_nombre

_journal = logging.getLogger(__name__)
_PATIENCE = 0.5  # seconds a page waits for the broker, which answers in two milliseconds
_PAUSE = 30.0  # seconds without waking anybody, once the broker did not answer
_LONGUEUR_MAX = 100  # of a reference: enough for an identifier, too little for a text
Reference = str | int | bool | None


class Depot(NamedTuple):
    """A mail to post, among many of the same kind. `dossier_id`: the primary key."""

    dossier_id: int
    cle: str
    references: Mapping[str, Reference]


class PasRejouable(ValueError):
    """Only a mail that failed is posted again."""


def poster(*, genre: str, dossier: Dossier | None, cle: str, **references: Reference) -> None:
    """Adds a mail, inside the transaction of the act it tells of: both exist or neither does. One statement.

    A second mail of the same `cle` is the first one. `references` say where `rediger` finds what the mail
    says (identifiers, short labels), never a secret nor an address. Raises `TransactionManagementError`
    outside a transaction, `GenreInconnu`, and `TypeError` when the references are not those of the kind.
    """
    _exiger_transaction()
    _verifier(genre, references)
    Envoi.objects.bulk_create(
        [Envoi(genre=genre, dossier=dossier, cle=cle, references=references)], ignore_conflicts=True
    )
    _reveiller_apres()


def poster_tous(*, genre: str, depots: Iterable[Depot]) -> None:
    """Adds many mails of one kind as `poster` adds one."""
    _exiger_transaction()
    maintenant, envois = timezone.now(), []
    for depot in depots:
        _verifier(genre, depot.references)
        envois.append({
            "genre": genre, "dossier_id": depot.dossier_id, "cle": depot.cle, "references": dict(depot.references),
            "cree_le": maintenant, "prochain_le": maintenant,
        })  # fmt: skip
    if envois:
        ajouter_en_nombre(Envoi, envois, ignorer_conflits=True)
        _reveiller_apres()


def _exiger_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("un envoi se poste dans la transaction de l’acte")


@transaction.atomic
def rejouer(*, envoi: Envoi, par: Compte | None) -> None:
    """Gives a mail that failed all its tries again, under the same Message-ID. Raises `PasRejouable`."""
    remis = Envoi.objects.echoues().filter(pk=envoi.pk)
    if not remis.update(etat=EtatEnvoi.A_ENVOYER, essais=0, prochain_le=timezone.now(), derniere_erreur=""):
        raise PasRejouable(str(envoi.public_id))
    journaliser(acte=Acte.ENVOI_REJOUE, par=par, dossier=envoi.dossier, envoi=str(envoi.public_id), genre=envoi.genre)
    _reveiller_apres()


def _verifier(genre: str, references: Mapping[str, Reference]) -> None:
    attendues = genre_du_code(genre).references
    if references.keys() != attendues:
        raise TypeError(f"références de {genre} : {sorted(references)} au lieu de {sorted(attendues)}")
    for nom, valeur in references.items():
        if not isinstance(valeur, str | int | None) or len(str(valeur)) > _LONGUEUR_MAX:
            raise TypeError(f"{genre}.{nom} n’est pas une référence")


def _reveiller_apres() -> None:
    """Once a transaction, however many mails it posts."""
    if not any(reveiller in attente for attente in connection.run_on_commit):
        transaction.on_commit(reveiller, robust=True)


@dataclass
class _Courtier:
    """Spares every request the wait for a broker that is known not to answer."""

    muet_jusqu_a: float = 0.0


_courtier = _Courtier()


def reveiller(tache: str = "distribuer_envois") -> None:
    """Asks a worker to do `tache` (of `accounts.tasks`) now: to deliver, when not told.

    Never fails: the sweep does whatever nobody was woken for.

    The libraries under Celery try again on their own, for six seconds when the broker refuses: another
    thread waits for them, and this one for half a second.
    """
    if monotonic() < _courtier.muet_jusqu_a:
        return
    fil = Thread(target=_publier, args=(tache,), daemon=True)
    fil.start()
    fil.join(_PATIENCE)
    if fil.is_alive():
        _faire_une_pause("sans réponse")


def _publier(tache: str) -> None:
    from accounts import tasks  # which import the deliveries, which import this module

    try:
        getattr(tasks, tache).apply_async(expires=60, ignore_result=True)
    except (KombuError, OSError) as erreur:
        _faire_une_pause(type(erreur).__name__)


def _faire_une_pause(cause: str) -> None:
    _courtier.muet_jusqu_a = monotonic() + _PAUSE
    _journal.warning("courtier injoignable : %s ; le balayage distribuera", cause)
