"""Work outside the request."""

from celery import shared_task
from django.utils import timezone

from cotisations import controle
from cotisations.banque.rapprochement import rapprocher_les_recues
from cotisations.paiements.interrogation import interroger_paiements as interroger
from cotisations.prelevements import annonces, caducite, mandats, pdf, production
from cotisations.rappels.services import poster_rappels


@shared_task
def rapprocher_operations() -> None:
    """Matches the operations that an interrupted import left. Runs again, or several at a time, without harm."""
    rapprocher_les_recues(par=None)


@shared_task
def interroger_les_paiements() -> None:
    """Asks banks of the payments that are not settled, closes those nobody finished. Runs again without harm."""
    interroger()


@shared_task
def verifier_les_comptes() -> None:
    """Makes every proof of the accounts, and calls for help when one fails. Runs again without harm."""
    controle.verifier_les_comptes()


@shared_task
def rappeler_echeances() -> None:
    """Posts the reminders of the day. Runs again, or several at a time, without harm."""
    poster_rappels(le=timezone.localdate(), par=None)


@shared_task
def produire_prelevements() -> None:
    """Writes the files of the validated batches. Runs again, or several at a time, without harm."""
    production.produire_les_fichiers()


@shared_task
def suivre_les_mandats() -> None:
    """Puts other accounts in use, forgets those that nobody signed for, issues late PDFs. Runs again without harm."""
    mandats.activer_les_mandats()
    mandats.abandonner_les_signatures()
    pdf.emettre_les_pdf()


@shared_task
def annoncer_les_prelevements() -> None:
    """Ends the mandates that nobody used, then plans and announces, each morning. Runs again without harm."""
    caducite.rendre_caducs()
    annonces.annoncer_les_prelevements()
