"""Files for the importers, one good line at a time."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from accounts.imports.dossiers import DOSSIERS
from accounts.imports.moteur import Bilan, Genre, importer
from carpimko_portal.lib.fichiers_csv import Refus
from cotisations.imports import ECHEANCES, ECRITURES, REVENUS

Champs = Mapping[str, str]

AFFILIE = {
    "type": "affilie",
    "numero": "0123456",
    "statut": "cotisant",
    "nom_naissance": "Exemple",
    "prenoms": "Alice Dominique",
    "sexe": "female",
    "date_naissance": "1980-02-29",
    "commune_naissance_cog": "2A004",
    "pays_naissance_cog": "99100",
    "voie": "1 rue de l’Exemple",
    "code_postal": "00100",
    "localite": "Ville-Fictive",
    "pays": "FR",
    "courriel": "alice@exemple.example",
    "telephone": "06 39 98 00 00",
    "profession": "infirmier",
    "est_conventionne": "oui",
    "date_affiliation": "2010-01-01",
}
AYANT_DROIT = {
    "type": "ayant_droit",
    "numero": "012345678",
    "statut": "reversion",
    "nom_naissance": "Factice",
    "prenoms": "Bruno",
    "sexe": "male",
    "date_naissance": "1950-12-31",
    "est_conventionne": "non",
}
ECRITURE = {
    "numero": "0123456",
    "cle": "fictive-1",
    "nature": "appel",
    "annee": "2026",
    "montant": "-1234,56",
    "date_operation": "2026-01-15",
    "libelle": "Appel de cotisations 2026",
}
ECHEANCE = {"numero": "0123456", "annee": "2026", "rang": "1", "date_exigibilite": "2026-03-31", "montant": "617.28"}

REVENU = {"numero": "0123456", "annee": "2025", "assiette": "45000,50", "date_declaration": "2026-05-20"}


def noms(genre: Genre) -> list[str]:
    return [colonne.nom for colonne in genre.colonnes()]


def texte_csv(genre: Genre, lignes: Iterable[Champs]) -> str:
    """A whole file, header included."""
    tampon = io.StringIO()
    tableau = csv.DictWriter(tampon, noms(genre), delimiter=";", lineterminator="\n", restval="")
    tableau.writeheader()
    tableau.writerows(lignes)
    return tampon.getvalue()


def dossiers(chemin: Path, *lignes: Champs) -> Path:
    return _ecrire(chemin / "dossiers.csv", DOSSIERS, lignes)


def ecritures(chemin: Path, *lignes: Champs) -> Path:
    return _ecrire(chemin / "ecritures.csv", ECRITURES, lignes)


def echeances(chemin: Path, *lignes: Champs) -> Path:
    return _ecrire(chemin / "echeances.csv", ECHEANCES, lignes)


def revenus(chemin: Path, *lignes: Champs) -> Path:
    return _ecrire(chemin / "revenus.csv", REVENUS, lignes)


def _ecrire(chemin: Path, genre: Genre, lignes: Iterable[Champs]) -> Path:
    chemin.write_text(texte_csv(genre, lignes), encoding="utf-8")
    return chemin


def verser(genre: Genre, chemin: Path, **options: Any) -> tuple[Bilan, list[Refus]]:
    """Runs the importer; returns what it counted and refused."""
    refus: list[Refus] = []
    return importer(genre=genre, chemin=chemin, refuser=refus.append, **options), refus


def contenu_de_la_base() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table: what « nothing was written » means."""
    with connection.cursor() as curseur:
        contenu = {}
        for modele in apps.get_models(include_auto_created=True):
            curseur.execute(f"SELECT * FROM {modele._meta.db_table} ORDER BY 1")
            contenu[modele._meta.db_table] = curseur.fetchall()
    return contenu
