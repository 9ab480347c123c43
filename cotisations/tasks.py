"""Work outside the request."""

from celery import shared_task
from django.utils import timezone

from cotisations.rappels.services import poster_rappels


@shared_task
def rappeler_echeances() -> None:
    """Posts the reminders of the day. Runs again, or several at a time, without harm."""
    poster_rappels(le=timezone.localdate(), par=None)
