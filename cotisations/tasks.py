"""Work outside the request."""

from celery import shared_task
from django.utils import timezone

from cotisations import controle
from cotisations.banque.rapprochement import rapprocher_les_recues
from cotisations.paiements import services
from cotisations.rappels.services import poster_rappels


@shared_task
def rapprocher_operations() -> None:
    """Matches the operations that an interrupted import left. Runs again, or several at a time, without harm."""
    rapprocher_les_recues(par=None)


@shared_task
def interroger_les_paiements() -> None:
    """Asks banks of the payments that are not settled, closes those nobody finished. Runs again without harm."""
    services.interroger_paiements()


@shared_task
def verifier_les_comptes() -> None:
    """Makes every proof of the accounts, and calls for help when one fails. Runs again without harm."""
    controle.verifier_les_comptes()


@shared_task
def rappeler_echeances() -> None:
    """Posts the reminders of the day. Runs again, or several at a time, without harm."""
    poster_rappels(le=timezone.localdate(), par=None)
