"""Work outside the request."""

from celery import shared_task

from cotisations.banque.rapprochement import rapprocher_les_recues


@shared_task
def rapprocher_operations() -> None:
    """Matches the operations that an interrupted import left. Runs again, or several at a time, without harm."""
    rapprocher_les_recues(par=None)
