"""No journal, no write: each service is tried with a journal that fails, and must leave nothing behind."""

import inspect
import pkgutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from unittest.mock import patch

import pytest
from django.apps import apps

import tests.sans_journal
from accounts.models import Compte, DemandeMotDePasse, SessionOuverte
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai

CHAPITRES: dict[str, Chapitre] = {
    module.name: import_module(f"tests.sans_journal.{module.name}").CHAPITRE
    for module in pkgutil.iter_modules(tests.sans_journal.__path__)
}
ESSAIS = [(chapitre, essai) for chapitre in CHAPITRES.values() for essai in chapitre.essais]


class JournalEnPanneError(Exception):
    """The journal cannot be written."""


@pytest.mark.parametrize("nom", CHAPITRES)
def test_chaque_service_est_essaye(nom: str) -> None:
    chapitre = CHAPITRES[nom]
    assert set(_services(chapitre)) == {essai.nom for essai in chapitre.essais} | chapitre.ailleurs


@pytest.mark.parametrize(("chapitre", "essai"), ESSAIS, ids=[essai.nom for _, essai in ESSAIS])
def test_sans_journal_rien_n_est_ecrit(affilie: Persona, chapitre: Chapitre, essai: Essai) -> None:
    if essai.avant:
        essai.avant(affilie)
    avant, secrets_avant = _lignes(), _secrets(affilie)
    with ExitStack() as pannes:
        for module in chapitre.modules:
            if hasattr(module, "journaliser"):
                pannes.enter_context(patch.object(module, "journaliser", side_effect=JournalEnPanneError))
        pannes.enter_context(pytest.raises(JournalEnPanneError))
        essai.acte(affilie)
    apres = _lignes()
    assert {nom for nom in avant if avant[nom] != apres[nom]} <= essai.prepare
    assert _secrets(affilie) == secrets_avant
    assert not DemandeMotDePasse.objects.exclude(etat="recue").exists()
    assert SessionOuverte.objects.count() == _lignes()["sessions.Session"]


def _services(chapitre: Chapitre) -> Iterator[str]:
    for module in chapitre.modules:
        for nom, objet in inspect.getmembers(module, inspect.isfunction):
            if objet.__module__ == module.__name__ and not nom.startswith("_"):
                yield nom


def _secrets(persona: Persona) -> tuple[str, uuid.UUID]:
    compte = Compte.objects.get(pk=persona.compte.pk)
    return compte.password, compte.appareils_nonce


def _lignes() -> dict[str, int]:
    return {modele._meta.label: modele._default_manager.count() for modele in apps.get_models()}
