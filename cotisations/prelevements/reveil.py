"""Waking whoever writes the files, after the commit. Nobody woken costs a minute: the sweep writes too."""

import logging
from threading import Thread

from django.db import connection, transaction
from kombu.exceptions import KombuError

_PATIENCE = 0.5  # seconds a page waits for the broker
_journal = logging.getLogger(__name__)


def reveiller_apres() -> None:
    """Once a transaction."""
    if not any(reveiller in attente for attente in connection.run_on_commit):
        transaction.on_commit(reveiller, robust=True)


def reveiller() -> None:
    """Never fails. The libraries under Celery try again for seconds: another thread waits for them."""
    fil = Thread(target=_publier, daemon=True)
    fil.start()
    fil.join(_PATIENCE)


def _publier() -> None:
    from cotisations.tasks import produire_prelevements  # tasks import the production, which imports the batches

    try:
        produire_prelevements.apply_async(expires=600, ignore_result=True)
    except (KombuError, OSError) as erreur:
        _journal.warning("courtier injoignable : %s ; le balayage produira les fichiers", type(erreur).__name__)
