"""Promises of docs/architecture.md that no single feature holds."""

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import RequestFactory

import accounts.services
import documents.services
import documents.verification
from documents.attestations import ATTESTATION_AFFILIATION
from documents.enums import Motif, Moyen
from documents.models import Document
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_dossier, ouvrir

RACINE = Path(__file__).resolve().parent.parent
PAGES = [RACINE / "README.md", *sorted((RACINE / "docs").rglob("*.md"))]
VUES = [
    *RACINE.glob("*/views.py"),
    *RACINE.glob("*/views/*.py"),
    *RACINE.glob("*/vues_publiques.py"),
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


class JournalEnPanneError(Exception):
    """The journal cannot be written."""


def _ouvrir_compte(persona: Persona) -> None:
    accounts.services.ouvrir_compte(dossier=creer_dossier("7777777"), mot_de_passe="Essai-2026", par=None)


def _ouvrir_compte_agent(persona: Persona) -> None:
    accounts.services.ouvrir_compte_agent(identifiant="agent@essai.example", mot_de_passe="Essai-2026", par=None)


def _deconnecter(persona: Persona) -> None:
    client = ClientStrict()
    ouvrir(client, persona)
    requete = RequestFactory().post("/deconnexion/")
    requete.session, requete.user = client.session, persona.compte
    accounts.services.deconnecter(requete)


def _emettre_document(persona: Persona) -> None:
    documents.services.emettre_document(
        dossier=persona.dossier, type_document=ATTESTATION_AFFILIATION, par=persona.compte
    )


def _document(persona: Persona) -> Document:
    document: Document = Document.objects.get(dossier=persona.dossier)
    return document


def _revoquer_document(persona: Persona) -> None:
    documents.services.revoquer_document(document=_document(persona), motif=Motif.PERTE, par=persona.compte)


def _compter_verification(persona: Persona) -> None:
    documents.verification.compter_verification(document=_document(persona), moyen=Moyen.CODE)


# `connecter` has its own test: it opens a session or answers None (tests/accounts/test_connexion.py).
ACTES: list[Callable[[Persona], None]] = [
    _ouvrir_compte,
    _ouvrir_compte_agent,
    _deconnecter,
    _emettre_document,
    _revoquer_document,
    _compter_verification,
]
# `verifier_…` charge a limit in a transaction of their own, then count through `compter_verification`.
AILLEURS = {
    "connecter", "rendre", "cle_du_contenu", "intitule", "initiales", "verifier_code", "verifier_fichier",
}  # fmt: skip


def test_chaque_service_est_essaye_sans_journal() -> None:
    publics = {
        nom
        for module in (accounts.services, documents.services, documents.verification)
        for nom, objet in inspect.getmembers(module, inspect.isfunction)
        if objet.__module__ == module.__name__ and not nom.startswith("_")
    }
    assert publics == {acte.__name__.removeprefix("_") for acte in ACTES} | AILLEURS


@pytest.mark.parametrize("acte", ACTES, ids=lambda acte: acte.__name__.removeprefix("_"))
def test_sans_journal_rien_n_est_ecrit(affilie: Persona, acte: Callable[[Persona], None]) -> None:
    if acte in {_revoquer_document, _compter_verification}:
        _emettre_document(affilie)
    avant = _lignes()
    with (
        patch("accounts.services.journaliser", side_effect=JournalEnPanneError),
        patch("documents.services.journaliser", side_effect=JournalEnPanneError),
        patch("documents.verification.journaliser", side_effect=JournalEnPanneError),
        pytest.raises(JournalEnPanneError),
    ):
        acte(affilie)
    apres = _lignes()
    preparees = {"accounts.Dossier": "_ouvrir_compte", Session._meta.label: "_deconnecter"}  # by the test itself
    changees = {nom for nom in avant if avant[nom] != apres[nom] and preparees.get(nom) != acte.__name__}
    assert changees == set()


def _lignes() -> dict[str, Any]:
    return {modele._meta.label: modele._default_manager.count() for modele in apps.get_models()}
