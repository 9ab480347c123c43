"""Work outside the request."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def purger_sessions() -> None:
    """Removes ended sessions. Runs again without harm."""
    call_command("clearsessions")
