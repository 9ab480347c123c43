"""What is embedded in each PDF for machines: the same figures as the page, in JSON and in CSV."""

import csv
import io
import json
from datetime import date
from typing import Any

from carpimko_portal.lib.pdf import Annexe
from carpimko_portal.lib.tableurs import neutraliser
from carpimko_portal.lib.valeurs import pour_machine, pour_tableur


def annexes(type_code: str, contexte: dict[str, Any], *, reference: str, le: date) -> list[Annexe]:
    """`donnees.json` and `donnees.csv` of a built context."""
    return [
        Annexe("donnees.csv", "Les mêmes données, pour un tableur", _csv(contexte).encode("utf-8-sig")),
        Annexe("donnees.json", "Les mêmes données, pour un logiciel", _json(type_code, contexte, reference, le)),
    ]


def _json(type_code: str, contexte: dict[str, Any], reference: str, le: date) -> bytes:
    donnees: dict[str, Any] = {
        "type": type_code,
        "reference": reference,
        "emis_le": le.isoformat(),
        "dossier": contexte["lettre"]["numero"],
        "annee": contexte.get("annee"),
        "informations": dict(contexte["lignes"]),
    }
    if tableau := contexte.get("tableau"):
        codes = [colonne["code"] for colonne in tableau["colonnes"]]
        donnees["unite"] = "centimes d’euro"
        donnees["lignes"] = [dict(zip(codes, map(pour_machine, ligne), strict=True)) for ligne in tableau["lignes"]]
        if tableau["total"]:
            donnees["total"] = dict(zip(codes, map(pour_machine, tableau["total"]), strict=True))
    return json.dumps(donnees, ensure_ascii=False, indent=1).encode()


def _csv(contexte: dict[str, Any]) -> str:
    sortie = io.StringIO()
    ecrivain = csv.writer(sortie, delimiter=";")
    if tableau := contexte.get("tableau"):
        ecrivain.writerow(colonne["titre"] for colonne in tableau["colonnes"])
        ecrivain.writerows([_cellule(pour_tableur(v), brut=v) for v in ligne] for ligne in tableau["lignes"])
    else:
        ecrivain.writerow(["Information", "Valeur"])
        ecrivain.writerows([_cellule(mot, brut=mot) for mot in ligne] for ligne in contexte["lignes"])
    return sortie.getvalue()


def _cellule(texte: str, *, brut: object) -> str:
    """Texts that come from people are quoted so that no spreadsheet runs them; figures stay figures."""
    return neutraliser(texte) if isinstance(brut, str) else texte
