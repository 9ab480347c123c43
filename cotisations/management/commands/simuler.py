"""`manage.py simuler`: a year of cotisations on the command line, for one situation or for a file of them."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from carpimko_portal.lib.montants import ecrire_euros, ecrire_montant
from cotisations.calcul import Simulation
from cotisations.calcul.dire import dire_nombre, dire_taux
from cotisations.simulateur.demandes import CHAMPS, DemandeInvalide, en_json, simuler_demande
from cotisations.simulateur.lots import LotIllisible, simuler_lot

_INVALIDE = 2  # exit code


class Command(BaseCommand):
    help = (
        "Calcule une année de cotisations. Code 0, 2 si la demande ne peut pas être comprise ; avec --lot, 2 aussi si "
        "des lignes sont refusées, les autres ayant leur réponse."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.allow_abbrev = False
        depuis_un_terminal = getattr(parser, "called_from_command_line", False)
        parser.error = _arreter if depuis_un_terminal else _refuser  # type: ignore[method-assign] # one line, in French
        parser.add_argument("--annee", help="année de l’appel, par exemple 2026")
        parser.add_argument("--assiette", help="revenu de l’année précédente, en euros, abattement déjà fait")
        parser.add_argument("--assiette-precedente", help="celui d’avant : ajoute la régularisation du régime de base")
        parser.add_argument("--revenu-brut", help="au lieu de l’assiette, le revenu avant l’abattement de 26 %%")
        parser.add_argument("--non-conventionne", action="store_const", const="oui", help="sans ASV")
        parser.add_argument("--debut-activite", metavar="AAAA-MM-JJ", help="date du début d’activité")
        parser.add_argument("--json", action="store_true", help="une ligne de JSON au lieu d’un tableau")
        parser.add_argument("--lot", metavar="FICHIER", type=Path, help="un CSV de demandes : un JSON par ligne")

    def handle(self, *args: Any, **options: Any) -> None:
        demande = {nom: options[nom] for nom in CHAMPS if options[nom]}
        if options["lot"] and demande:
            _refuser("--lot se passe des autres options : le fichier dit chaque demande")
        if options["lot"]:
            self._lot(options["lot"])
            return
        try:
            simulation = simuler_demande(demande)
        except DemandeInvalide as refus:
            _refuser(str(refus))
        for remarque in simulation.remarques:
            self.stderr.write(remarque)
        self.stdout.write(en_json(simulation) if options["json"] else tableau(simulation))

    def _lot(self, fichier: Path) -> None:
        refusees = 0
        ecrire = self.stdout._out.write  # type: ignore[attr-defined] # Django looks at the style of each line
        try:
            for numero, simulation, erreur in simuler_lot(fichier):
                refusees += simulation is None
                reponse = en_json(simulation) if simulation else _refus(numero, erreur)
                ecrire(f"{reponse}\n")
        except LotIllisible as illisible:
            _refuser(f"{fichier} : {illisible}")
        if refusees:
            self.stderr.write(f"lignes refusées : {refusees}")
            sys.exit(_INVALIDE)


def tableau(simulation: Simulation) -> str:
    """The lines, aligned, for a terminal."""
    rangs = [
        (
            ligne.libelle,
            "" if ligne.base is None else ecrire_euros(ligne.base),
            "" if ligne.taux is None else dire_taux(ligne.taux),
            ecrire_montant(ligne.montant),
            "" if ligne.points is None else dire_nombre(ligne.points),
        )
        for ligne in simulation.lignes
    ]
    rangs = [(f"Cotisations {simulation.annee}", "Base", "Taux", "Montant", "Points"), *rangs]
    rangs.append(("Total", "", "", ecrire_montant(simulation.total), ""))
    largeurs = [max(map(len, colonne)) for colonne in zip(*rangs, strict=True)]
    lignes = ["  ".join([r[0].ljust(largeurs[0]), *map(str.rjust, r[1:], largeurs[1:])]).rstrip() for r in rangs]
    return "\n".join([*lignes, f"Trimestres validés : {simulation.trimestres}"])


def _refus(numero: int, erreur: str) -> str:
    return json.dumps({"ligne": numero, "erreur": erreur}, ensure_ascii=False)


def _refuser(message: str) -> NoReturn:
    raise CommandError(_en_francais(message), returncode=_INVALIDE)


def _arreter(message: str) -> NoReturn:
    """Django expects that its parser stops the process by itself."""
    sys.stderr.write(f"CommandError: {_en_francais(message)}\n")
    sys.exit(_INVALIDE)


def _en_francais(message: str) -> str:
    """What argparse says in English."""
    for anglais, francais in (
        ("unrecognized arguments: ", "option inconnue : "),
        (": expected one argument", " : une valeur est attendue après cette option"),
        (": ignored explicit argument ", " : cette option ne prend pas de valeur, reçu "),
        (": invalid choice: ", " : choix impossible, reçu "),
        (" (choose from ", " (possibles : "),
        ("argument ", "option "),
    ):
        message = message.replace(anglais, francais)
    return message
