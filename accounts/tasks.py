"""Work outside the request."""

from celery import shared_task
from django.conf import settings

from accounts.agents.verification import verifier_si_demande
from accounts.captcha.usage import purger_preuves
from accounts.courriers import rappels
from accounts.courriers.fin import abandonner_les_oublies
from accounts.courriers.tirage import imprimer_les_dues
from accounts.envois.livraison import distribuer
from accounts.reinitialisation import traitement
from accounts.retention import services
from accounts.temoin import exporter_tete


@shared_task
def purger() -> None:
    """Removes what has served its time. Runs again without harm."""
    services.purger(par=None)


@shared_task
def distribuer_envois() -> None:
    """Sends the mails that are due. Runs again, or several at a time, without harm."""
    distribuer()


@shared_task
def traiter_demandes() -> None:
    """Decides on the requests for a password by e-mail. Runs again, or several at a time, without harm."""
    traitement.traiter_demandes()


@shared_task
def purger_captcha() -> None:
    """Forgets the proofs of humanity that have expired, each hour: a robot makes many. Runs again without harm."""
    purger_preuves()


@shared_task
def temoigner_du_journal() -> None:
    """Tells the head of the journal outside. One line more each time."""
    exporter_tete(par=None, fichier=settings.JOURNAL_TEMOIN_FICHIER)


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
def rappeler_les_lettres() -> None:
    """Reminds of the letters that have not served, and tells of those that expired. Runs again without harm."""
    rappels.rappeler_les_lettres()


@shared_task
def verifier_le_journal() -> None:
    """Checks the journal when an agent asked for it. Runs again without harm."""
    verifier_si_demande()
