"""Work outside the request."""

from celery import shared_task
from django.core.management import call_command

from accounts.limites.purge import purger_limites as purger


@shared_task
def purger_sessions() -> None:
    """Removes ended sessions. Runs again without harm."""
    call_command("clearsessions")


@shared_task
def purger_limites() -> None:
    """Forgets the limits that nobody is near any more. Runs again without harm."""
    purger()
