"""`manage.py traiter_demandes`: decides on the requests for a password by e-mail, with or without Celery."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.reinitialisation.traitement import traiter_demandes


class Command(BaseCommand):
    help = "Traite les demandes de mot de passe par e-mail qui attendent."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{traiter_demandes()} demandes traitées.")
