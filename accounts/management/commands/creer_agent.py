"""`manage.py creer_agent`: opens the compte of an agent of the caisse."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.administration.roles import ROLES, SUPERVISION
from accounts.agents.services import (
    ACCES_OUVERT,
    DELAI_INSTALLATION,
    creer_agent,
    emettre_provisoire,
    premiere_supervision,
)
from accounts.enums import EtatEnvoi
from accounts.models import Authentificateur, Compte, Envoi
from accounts.provisoires.symboles import presenter, tirer
from carpimko_portal.lib.dates import ecrire_duree


class Command(BaseCommand):
    help = "Ouvre le compte d’un agent, et lui envoie son mot de passe provisoire."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--identifiant", help="adresse e-mail professionnelle ; demandée sinon")
        parser.add_argument(
            "--secours", action="store_true", help="quand plus personne de la supervision ne peut approuver"
        )
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
        premier = SUPERVISION in roles and premiere_supervision()
        compte = creer_agent(identifiant=identifiant, roles=roles, par=None, approuve=premier or options["secours"])
        delai = ecrire_duree(DELAI_INSTALLATION)
        if premier:
            self._montrer(compte)
        else:
            self.stdout.write(f"Compte ouvert. Son mot de passe provisoire part par e-mail à {compte.identifiant}.")
            if not options["secours"]:
                self.stdout.write("Une personne de la supervision approuve ensuite son accès, à /admin/.")
        self.stdout.write(f"La première connexion, à /admin/, est possible pendant {delai}.")

    def _montrer(self, compte: Compte) -> None:
        """Nobody could approve the very first one, and mails may not leave yet."""
        mot_de_passe = presenter(tirer())
        avant = Authentificateur.objects.get(user=compte).a_installer_avant
        emettre_provisoire(compte=compte, avant=avant, empreinte=make_password(mot_de_passe))
        Envoi.objects.filter(genre=ACCES_OUVERT, references__agent=str(compte.public_id)).update(
            etat=EtatEnvoi.SANS_OBJET
        )
        self.stdout.write(f"Compte ouvert. Mot de passe provisoire, montré une seule fois : {mot_de_passe}")

    def _demander_roles(self) -> list[str]:
        noms = sorted(ROLES)
        for rang, nom in enumerate(noms, start=1):
            self.stdout.write(f"  {rang}. {nom}")
        saisie = input("Rôles (numéros, séparés par des espaces) : ").split()
        if not saisie or not all(mot.isdecimal() and 1 <= int(mot) <= len(noms) for mot in saisie):
            raise CommandError("Choisissez des numéros de la liste.")
        return [noms[int(mot) - 1] for mot in saisie]
