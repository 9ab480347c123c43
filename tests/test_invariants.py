"""Promises of docs/architecture.md that no single feature holds."""

import ast
import re
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
PAGES = [RACINE / "README.md", *sorted((RACINE / "docs").rglob("*.md"))]
VUES = [
    *RACINE.glob("*/views.py"),
    *RACINE.glob("*/*/views.py"),
    *RACINE.glob("*/views/*.py"),
    *RACINE.glob("*/views_*.py"),
    *(RACINE / "carpimko_portal" / f"{nom}.py" for nom in ("tableau_de_bord", "reglages", "pages", "galerie")),
]


@pytest.mark.parametrize("fichier", VUES, ids=lambda chemin: str(chemin.relative_to(RACINE)))
def test_une_vue_ne_nomme_jamais_objects(fichier: Path) -> None:
    arbre = ast.parse(fichier.read_text())
    assert [n.lineno for n in ast.walk(arbre) if isinstance(n, ast.Attribute) and n.attr == "objects"] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda chemin: str(chemin.relative_to(RACINE)))
def test_la_documentation_ne_nomme_que_ce_qui_existe(page: Path) -> None:
    texte = page.read_text()
    liens = [lien for lien in re.findall(r"\]\(([^)#]+)\)", texte) if "://" not in lien]
    nommes = re.findall(r"`((?:tests|docs|bin|bench|static|templates)/[\w/.-]+)`", texte)
    absents = [lien for lien in liens if not (page.parent / lien).exists()]
    absents += [nom for nom in nommes if not (RACINE / nom).exists()]
    assert absents == []
