"""Promises of docs/architecture.md that no single feature holds."""

import ast
import inspect
import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import RequestFactory

import accounts.services
import documents.services
from accounts.choix import services as choix
from accounts.confirmations import services as confirmations
from accounts.enums import ActionConfirmee
from accounts.models import Compte, SessionOuverte
from accounts.securite import services as securite
from documents.attestations import ATTESTATION_AFFILIATION
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_dossier, ouvrir

RACINE = Path(__file__).resolve().parent.parent
PAGES = [RACINE / "README.md", *sorted((RACINE / "docs").rglob("*.md"))]
VUES = [
    *RACINE.glob("*/views.py"),
    *RACINE.glob("*/views/*.py"),
    *RACINE.glob("*/*/vues.py"),
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


def _ouvrir_compte_hache(persona: Persona) -> None:
    accounts.services.ouvrir_compte_hache(dossier=creer_dossier("7777777"), empreinte="!", par=None)


def _requete_de(persona: Persona) -> HttpRequest:
    client = ClientStrict()
    ouvrir(client, persona)
    requete = RequestFactory().post("/compte/")
    requete.session, requete.user = client.session, persona.compte
    return requete


def _changer_mot_de_passe(persona: Persona) -> None:
    securite.changer_mot_de_passe(
        _requete_de(persona), compte=persona.compte, dossier=persona.dossier, nouveau="Un autre mot 8"
    )


def _fermer_session(persona: Persona) -> None:
    _requete_de(persona)
    securite.fermer_session(compte=persona.compte, public_id=SessionOuverte.objects.get().public_id)


def _fermer_autres_sessions(persona: Persona) -> None:
    securite.fermer_autres_sessions(_requete_de(persona), compte=persona.compte)


def _oublier_appareils(persona: Persona) -> None:
    securite.oublier_appareils(compte=persona.compte)


def _demander_code(persona: Persona) -> None:
    confirmations.demander_code(
        _requete_de(persona),
        dossier=persona.dossier,
        action=ActionConfirmee.COURRIEL,
        adresse="nouvelle@portail.example",
        par=persona.compte,
    )


# `connecter` has its own test: it opens a session or answers None (tests/accounts/test_connexion.py).
# So have the choice of a password and whatever asks for a code that was read in a mailbox, or writes nothing by itself.
ACTES: list[Callable[[Persona], None]] = [
    _ouvrir_compte, _ouvrir_compte_hache, _ouvrir_compte_agent, _deconnecter, _emettre_document, _changer_mot_de_passe,
    _fermer_session, _fermer_autres_sessions, _oublier_appareils, _demander_code,
]  # fmt: skip
AILLEURS = {
    "connecter", "entrer", "rendre", "cle_du_contenu", "choisir_mot_de_passe", "confirmer_choix", "envoyer_le_code",
    "adresse_prouvee", "confirmer_courriel", "demander_changement_courriel", "prouver_mot_de_passe", "retenir_courriel",
    "fermer_les_sessions", "purger_sessions_ouvertes", "code_en_attente", "verifier_code", "utiliser_code",
    "purger_codes",
}  # fmt: skip
MODULES = (accounts.services, documents.services, choix, securite, confirmations)
PREPARES = {"accounts.NiveauSeau", "accounts.SessionOuverte", Session._meta.label}  # by the test, or by the limits


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
    avant_compte = (affilie.compte.password, affilie.compte.appareils_nonce)
    with ExitStack() as pannes:
        for module in MODULES:
            pannes.enter_context(patch(f"{module.__name__}.journaliser", side_effect=JournalEnPanneError))
        pannes.enter_context(pytest.raises(JournalEnPanneError))
        acte(affilie)
    apres = _lignes()
    preparees = {"accounts.Dossier"} if "ouvrir_compte" in acte.__name__ else PREPARES
    assert {nom for nom in avant if avant[nom] != apres[nom]} - preparees == set()
    assert SessionOuverte.objects.count() == Session.objects.count()
    relu = Compte.objects.get(pk=affilie.compte.pk)
    assert (relu.password, relu.appareils_nonce) == avant_compte


def _lignes() -> dict[str, Any]:
    return {modele._meta.label: modele._default_manager.count() for modele in apps.get_models()}
