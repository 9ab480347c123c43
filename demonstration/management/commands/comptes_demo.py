"""`manage.py comptes_demo [--json]`: the logins of the demonstration."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demonstration.selectors import comptes_de_demonstration


class Command(BaseCommand):
    help = "Liste les comptes de démonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="en JSON, pour un programme")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Cette commande n’existe qu’en mode démonstration.")
        comptes = [asdict(compte) for compte in comptes_de_demonstration()]
        if options["json"]:
            self.stdout.write(json.dumps(comptes, ensure_ascii=False, indent=2))
        else:
            for ligne in _tableau([["rôle", "identifiant", "mot de passe", "qui"], *map(_ligne, comptes)]):
                self.stdout.write(ligne)


def _ligne(compte: dict[str, str]) -> list[str]:
    qui = f"{compte['profil']} : {compte['description']}"
    return [compte["role"], compte["identifiant"], compte["mot_de_passe"], qui]


def _tableau(lignes: list[list[str]]) -> list[str]:
    largeurs = [max(map(len, colonne)) for colonne in zip(*lignes, strict=True)]
    return ["  ".join(map(str.ljust, ligne, largeurs)).rstrip() for ligne in lignes]
