"""Promises of docs/architecture.md that no single feature holds."""

import ast
import inspect
import re
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import RequestFactory
from django.utils import timezone

import accounts.services
import documents.services
from accounts.enums import Canal, TypeDossier
from accounts.models import DemandeMotDePasse
from accounts.reinitialisation import services as reinitialisation
from accounts.reinitialisation.effectifs import compter
from documents.attestations import ATTESTATION_AFFILIATION
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_dossier, ouvrir

RACINE = Path(__file__).resolve().parent.parent
PAGES = [RACINE / "README.md", *sorted((RACINE / "docs").rglob("*.md"))]
VUES = [
    *RACINE.glob("*/views.py"),
    *RACINE.glob("*/views/*.py"),
    *RACINE.glob("*/*/views.py"),
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


def _demande(persona: Persona) -> DemandeMotDePasse:
    return DemandeMotDePasse.objects.create(
        reference="ACDEFGHJKMNP", type_dossier="affilie", numero=persona.dossier.numero, canal=Canal.COURRIEL,
        dossier=persona.dossier,
    )  # fmt: skip


def _enregistrer_demande(persona: Persona) -> None:
    reinitialisation.enregistrer_demande(
        reference="ACDEFGHJKMNP", type_dossier=TypeDossier.AFFILIE, numero="1234567", canal=Canal.LETTRE, par=None
    )


def _traiter_demande(persona: Persona) -> None:
    reinitialisation.traiter_demande(demande=_demande(persona), par=None)


def _emettre_par_courriel(persona: Persona) -> None:
    reinitialisation.emettre_par_courriel(demande=_demande(persona), empreinte="!", par=None)


def _geler_leurres(persona: Persona) -> None:
    reinitialisation.geler_leurres(effectifs=compter(lambda: [("affilie", persona.dossier.courriel)]), par=None)


def _purger_demandes(persona: Persona) -> None:
    _demande(persona)
    reinitialisation.purger_demandes(maintenant=timezone.now() + timedelta(days=61))


# `connecter` has its own test: it opens a session or answers None (tests/accounts/test_connexion.py).
ACTES: list[Callable[[Persona], None]] = [
    _ouvrir_compte, _ouvrir_compte_agent, _deconnecter, _emettre_document, _enregistrer_demande, _traiter_demande,
    _emettre_par_courriel, _geler_leurres, _purger_demandes,
]  # fmt: skip
MODULES = (accounts.services, documents.services, reinitialisation)
AILLEURS = {"connecter", "rendre", "cle_du_contenu"}


# What the test itself writes before the act.
PREPAREES = {
    "accounts.Dossier": {"_ouvrir_compte"},
    Session._meta.label: {"_deconnecter"},
    "accounts.DemandeMotDePasse": {"_traiter_demande", "_emettre_par_courriel", "_purger_demandes"},
}


def test_chaque_service_est_essaye_sans_journal() -> None:
    publics = {
        nom
        for module in MODULES
        for nom, objet in inspect.getmembers(module, inspect.isfunction)
        if objet.__module__ == module.__name__ and not nom.startswith("_")
    }
    assert publics == {acte.__name__.removeprefix("_") for acte in ACTES} | AILLEURS


@pytest.mark.parametrize("acte", ACTES, ids=lambda acte: acte.__name__.removeprefix("_"))
def test_sans_journal_rien_n_est_ecrit(affilie: Persona, acte: Callable[[Persona], None]) -> None:
    avant = _lignes()
    with ExitStack() as pannes:
        for module in MODULES:
            pannes.enter_context(patch.object(module, "journaliser", side_effect=JournalEnPanneError))
        pannes.enter_context(pytest.raises(JournalEnPanneError))
        acte(affilie)
    apres = _lignes()
    changees = {nom for nom in avant if avant[nom] != apres[nom] and acte.__name__ not in PREPAREES.get(nom, ())}
    assert changees == set()
    assert not DemandeMotDePasse.objects.exclude(etat="recue").exists()


def _lignes() -> dict[str, Any]:
    return {modele._meta.label: modele._default_manager.count() for modele in apps.get_models()}
