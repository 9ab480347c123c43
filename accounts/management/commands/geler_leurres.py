"""`manage.py geler_leurres`: measures the real dossiers, so that decoys look like them."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Dossier
from accounts.reinitialisation.effectifs import compter
from accounts.reinitialisation.services import DejaGeles, geler_leurres


class Command(BaseCommand):
    help = "Gèle les leurres d’après les dossiers, une fois pour toutes, avant l’ouverture du portail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--remplacer",
            action="store_true",
            help="Gèle de nouveau. Tous les leurres changent le même jour\u00a0: "
            "qui les a notés avant saura quels dossiers n’existent pas.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not Dossier.objects.exists():
            raise CommandError("Aucun dossier à mesurer\u00a0: importez-les d’abord.")
        try:
            gel = geler_leurres(effectifs=compter(_adresses), par=None, remplacer=options["remplacer"])
        except DejaGeles:
            raise CommandError(
                "Les leurres sont déjà gelés. Relisez docs/securite/leurres.md avant --remplacer."
            ) from None
        self.stdout.write(f"Leurres gelés, version {gel.version}.")


def _adresses() -> Iterator[tuple[str, str]]:
    return Dossier.objects.order_by("pk").values_list("type", "courriel").iterator(chunk_size=5000)
