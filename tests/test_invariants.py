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

import accounts.franceconnect.services as franceconnect
import accounts.services
import documents.services
from accounts.enums import MethodeLien
from accounts.franceconnect.attente import attente, mettre_en_attente
from accounts.franceconnect.identite import Identite
from accounts.models import LienFranceConnect
from documents.attestations import ATTESTATION_AFFILIATION
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_dossier, ouvrir

RACINE = Path(__file__).resolve().parent.parent
PAGES = [RACINE / "README.md", *sorted((RACINE / "docs").rglob("*.md"))]
VUES = [
    *RACINE.glob("*/views.py"),
    *RACINE.glob("*/views/*.py"),
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


def _associer_franceconnect(persona: Persona) -> None:
    franceconnect.associer_franceconnect(
        dossier=persona.dossier, sub="essai", methode=MethodeLien.PIVOT, par=persona.compte
    )


def _dissocier_franceconnect(persona: Persona) -> None:
    LienFranceConnect.objects.create(dossier=persona.dossier, sub="essai", methode=MethodeLien.PIVOT)
    franceconnect.dissocier_franceconnect(dossier=persona.dossier, par=persona.compte)


def _associer_par_identite(persona: Persona) -> None:
    franceconnect.associer_par_identite(identite=_identite(persona))


def _associer_par_preuve(persona: Persona) -> None:
    requete = _requete(persona)
    mettre_en_attente(requete.session, _identite(persona))
    en_attente = attente(requete.session)
    assert en_attente
    assert persona.acces
    franceconnect.associer_par_preuve(en_attente=en_attente, acces=persona.acces, methode=MethodeLien.MOT_DE_PASSE)


def _refuser_association(persona: Persona) -> None:
    franceconnect.refuser_association(cause="preuve")


def _connecter_par_franceconnect(persona: Persona) -> None:
    LienFranceConnect.objects.create(dossier=persona.dossier, sub="essai", methode=MethodeLien.PIVOT)
    assert persona.acces
    franceconnect.connecter_par_franceconnect(_requete(persona), acces=persona.acces, plusieurs=False)


def _changer_de_dossier(persona: Persona) -> None:
    assert persona.acces
    franceconnect.changer_de_dossier(_requete(persona), acces=persona.acces, par=persona.compte)


def _requete(persona: Persona) -> Any:
    client = ClientStrict()
    ouvrir(client, persona)
    requete = RequestFactory().post("/essai/")
    requete.session, requete.user = client.session, persona.compte
    return requete


def _identite(persona: Persona) -> Identite:
    d = persona.dossier
    return Identite("essai", d.nom_naissance, d.prenoms, d.sexe, d.date_naissance, d.commune_naissance_cog, "99100")


# `connecter` has its own test: it opens a session or answers None (tests/accounts/test_connexion.py).
ACTES: list[Callable[[Persona], None]] = [
    _ouvrir_compte,
    _ouvrir_compte_agent,
    _deconnecter,
    _emettre_document,
    _associer_franceconnect,
    _dissocier_franceconnect,
    _associer_par_identite,
    _associer_par_preuve,
    _refuser_association,
    _connecter_par_franceconnect,
    _changer_de_dossier,
]
# What the test itself has to write first.
PREPAREES: dict[str, tuple[Callable[[Persona], None], ...]] = {
    "accounts.Dossier": (_ouvrir_compte,),
    LienFranceConnect._meta.label: (_dissocier_franceconnect, _connecter_par_franceconnect),
    Session._meta.label: (_deconnecter, _associer_par_preuve, _connecter_par_franceconnect, _changer_de_dossier),
}
AILLEURS = {"connecter", "rendre", "cle_du_contenu"}


def test_chaque_service_est_essaye_sans_journal() -> None:
    publics = {
        nom
        for module in (accounts.services, documents.services, franceconnect)
        for nom, objet in inspect.getmembers(module, inspect.isfunction)
        if objet.__module__ == module.__name__ and not nom.startswith("_")
    }
    assert publics == {acte.__name__.removeprefix("_") for acte in ACTES} | AILLEURS


@pytest.mark.parametrize("acte", ACTES, ids=lambda acte: acte.__name__.removeprefix("_"))
def test_sans_journal_rien_n_est_ecrit(affilie: Persona, acte: Callable[[Persona], None]) -> None:
    avant = _lignes()
    with (
        patch("accounts.services.journaliser", side_effect=JournalEnPanneError),
        patch("documents.services.journaliser", side_effect=JournalEnPanneError),
        patch("accounts.franceconnect.services.journaliser", side_effect=JournalEnPanneError),
        pytest.raises(JournalEnPanneError),
    ):
        acte(affilie)
    apres = _lignes()
    changees = {nom for nom in avant if avant[nom] != apres[nom] and acte not in PREPAREES.get(nom, ())}
    assert changees == set()


def _lignes() -> dict[str, Any]:
    return {modele._meta.label: modele._default_manager.count() for modele in apps.get_models()}
