"""`manage.py creer_agent`: opens the compte of an agent of the caisse."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.administration.roles import ROLES
from accounts.agents.services import DELAI_INSTALLATION, creer_agent
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_duree


class Command(BaseCommand):
    help = "Ouvre le compte d’un agent et montre une seule fois son mot de passe provisoire."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--identifiant", help="adresse e-mail professionnelle ; demandée sinon")
        parser.add_argument("--role", action="append", choices=sorted(ROLES), help="à répéter ; demandés sinon")

    def handle(self, *args: Any, **options: Any) -> None:
        identifiant = (options["identifiant"] or input("Identifiant (adresse e-mail) : ")).strip().lower()
        roles = options["role"] or self._demander_roles()
        try:
            validate_email(identifiant)
        except ValidationError:
            raise CommandError("L’identifiant est une adresse e-mail.") from None
        if Compte.objects.filter(identifiant=identifiant).exists():
            raise CommandError("Ce compte existe déjà.")
        _, mot_de_passe = creer_agent(identifiant=identifiant, roles=roles, par=None)
        delai = ecrire_duree(DELAI_INSTALLATION)
        self.stdout.write(f"Compte ouvert. Mot de passe provisoire, montré une seule fois : {mot_de_passe}")
        self.stdout.write(f"À remettre de vive voix. La première connexion, à /admin/, est possible pendant {delai}.")

    def _demander_roles(self) -> list[str]:
        noms = sorted(ROLES)
        for rang, nom in enumerate(noms, start=1):
            self.stdout.write(f"  {rang}. {nom}")
        saisie = input("Rôles (numéros, séparés par des espaces) : ").split()
        if not saisie or not all(mot.isdecimal() and 1 <= int(mot) <= len(noms) for mot in saisie):
            raise CommandError("Choisissez des numéros de la liste.")
        return [noms[int(mot) - 1] for mot in saisie]
