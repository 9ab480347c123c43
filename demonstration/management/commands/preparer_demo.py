"""`manage.py preparer_demo`: fills the demonstration, or brings it up to today."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demonstration.banque.releve import garnir_la_banque
from demonstration.documents import garnir
from demonstration.prelevements import garnir_les_prelevements
from demonstration.preparation import BaseEtrangere, preparer
from demonstration.retours import garnir_les_retours

_TITRES = {"dossiers": "dossiers", "ecritures": "écritures", "echeances": "échéances", "revenus": "revenus"}


class Command(BaseCommand):
    help = "Crée ou met à jour les personnes de la démonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", type=date.fromisoformat, help="jour de la démonstration (aujourd’hui par défaut)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Cette commande n’existe qu’en mode démonstration.")
        repertoire = settings.REPERTOIRE_DONNEES / "demonstration"
        le = options["date"] or timezone.localdate()
        try:
            bilans = preparer(repertoire=repertoire, le=le)
        except BaseEtrangere as etrangere:
            raise CommandError(
                "Cette base contient d’autres dossiers que ceux de la démonstration : rien n’a été changé. "
                "Repartez d’une base vide (bin/demo --reset efface la base embarquée)."
            ) from etrangere
        garnir_les_prelevements()
        garnir_les_retours()
        garnir()
        garnir_la_banque(le=le)
        if options["verbosity"] > 0:
            comptes = ", ".join(f"{bilans[nom].lues} {titre}" for nom, titre in _TITRES.items())
            ecrites = sum(bilan.creees + bilan.modifiees for bilan in bilans.values())
            self.stdout.write(f"Démonstration prête : {comptes} ({ecrites} lignes nouvelles).")
