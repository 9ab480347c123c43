"""Work outside the request."""

from celery import shared_task

from cotisations import controle
from cotisations.paiements import services


@shared_task
def interroger_les_paiements() -> None:
    """Asks banks of the payments that are not settled, closes those nobody finished. Runs again without harm."""
    services.interroger_paiements()


@shared_task
def verifier_les_comptes() -> None:
    """Makes every proof of the accounts, and calls for help when one fails. Runs again without harm."""
    controle.verifier_les_comptes()
