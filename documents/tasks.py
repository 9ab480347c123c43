"""Work outside the request."""

from celery import shared_task

from documents.pieces.quarantaine import analyser_les_pieces


@shared_task
def analyser_pieces() -> None:
    """Asks the antivirus about what waits in quarantine. Runs again, or several at a time, without harm."""
    analyser_les_pieces()
