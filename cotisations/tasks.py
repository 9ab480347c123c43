"""Work outside the request."""

from celery import shared_task

from cotisations.prelevements import annonces, caducite, mandats, pdf, production


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
