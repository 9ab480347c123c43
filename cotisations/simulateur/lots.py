"""Many simulations: a CSV file read as a stream, one answer a line."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cotisations.calcul import Simulation
from cotisations.simulateur.demandes import CHAMPS, DemandeInvalide, simuler_demande

_POURQUOI: dict[type[OSError], str] = {
    FileNotFoundError: ", ce fichier n’existe pas",
    IsADirectoryError: ", c’est un répertoire",
    PermissionError: ", l’accès est refusé",
}


class LotIllisible(Exception):
    """The file as a whole cannot be read. The message is for people."""


class Reponse(NamedTuple):
    """The simulation of line `numero` of the file (the header is line 1), or why there is none."""

    numero: int
    simulation: Simulation | None
    erreur: str = ""


def simuler_lot(fichier: Path) -> Iterator[Reponse]:
    """Each line of `fichier`: UTF-8, `;` or `,` between cells, a header with names among `CHAMPS`.

    Raises `LotIllisible` before the first answer, or when the file stops being text.
    """
    try:
        with fichier.open(encoding="utf-8-sig", newline="") as flux:
            entete = flux.readline()
            separateur = ";" if ";" in entete else ","
            colonnes = _colonnes(next(csv.reader([entete], delimiter=separateur), []))
            for numero, cellules in enumerate(csv.reader(flux, delimiter=separateur), start=2):
                if any(cellules):
                    yield _repondre(numero, colonnes, cellules)
    except OSError as erreur:
        raise LotIllisible(f"lecture impossible{_POURQUOI.get(type(erreur), '')}") from erreur
    except (UnicodeDecodeError, csv.Error) as erreur:
        raise LotIllisible("ce n’est pas un fichier CSV en UTF-8") from erreur


def _colonnes(entete: list[str]) -> list[str]:
    noms = [nom.strip().lower().replace("-", "_") for nom in entete]
    inconnues = [nom for nom in noms if nom not in CHAMPS]
    if inconnues or "annee" not in noms or len(set(noms)) < len(noms):
        raise LotIllisible(f"la première ligne nomme les colonnes, parmi : {', '.join(CHAMPS)} (annee est obligatoire)")
    return noms


def _repondre(numero: int, colonnes: list[str], cellules: list[str]) -> Reponse:
    if len(cellules) != len(colonnes):
        return Reponse(numero, None, f"{len(cellules)} cellules au lieu de {len(colonnes)}")
    try:
        demande = {nom: cellule.strip() for nom, cellule in zip(colonnes, cellules, strict=True)}
        return Reponse(numero, simuler_demande(demande))
    except DemandeInvalide as refus:
        return Reponse(numero, None, str(refus))
