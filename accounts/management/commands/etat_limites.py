"""`manage.py etat_limites`: is someone trying passwords on many dossiers?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.limites.alarme import etat_d_alarme, sous_attaque


class Command(BaseCommand):
    help = "Dit les connexions refusées de l’heure en cours et le seuil d’alarme. Code 1 pendant une alarme."

    def handle(self, *args: Any, **options: Any) -> None:
        etat = etat_d_alarme()
        dit = f"{etat.echecs} échecs et {etat.refus} refus dans l’heure, alarme à {etat.seuil}."
        if sous_attaque():
            raise CommandError(f"Alarme\u00a0: {dit}")
        self.stdout.write(dit)
