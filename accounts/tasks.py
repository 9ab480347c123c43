"""Work outside the request."""

from celery import shared_task
from django.core.management import call_command

from accounts.agents.verification import verifier_si_demande
from accounts.captcha.usage import purger_preuves
from accounts.courriers.fin import abandonner_les_oublies
from accounts.courriers.tirage import imprimer_les_dues
from accounts.envois.livraison import distribuer
from accounts.limites.purge import purger_limites as purger


@shared_task
def purger_sessions() -> None:
    """Removes ended sessions. Runs again without harm."""
    call_command("clearsessions")


@shared_task
def distribuer_envois() -> None:
    """Sends the mails that are due. Runs again, or several at a time, without harm."""
    distribuer()


@shared_task
def purger_captcha() -> None:
    """Forgets the proofs of humanity that have expired. Runs again without harm."""
    purger_preuves()


@shared_task
def purger_limites() -> None:
    """Forgets the limits that nobody is near any more. Runs again without harm."""
    purger()


@shared_task
def imprimer_courriers() -> None:
    """Prints the letters of the batches being prepared. Runs again, or several at a time, without harm."""
    imprimer_les_dues()


@shared_task
def balayer_courriers() -> None:
    """Prints what nobody was woken for, destroys what nobody confirmed. Runs again without harm."""
    abandonner_les_oublies()
    imprimer_les_dues()


@shared_task
def verifier_le_journal() -> None:
    """Checks the journal when an agent asked for it. Runs again without harm."""
    verifier_si_demande()
