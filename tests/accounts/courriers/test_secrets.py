"""What was printed is nowhere in clear: not in the database, the files, the messages, the logs, the journal."""

import logging
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from accounts.courriers import reveil, tirage
from accounts.courriers.preparation import preparer_lot
from accounts.courriers.telechargement import demander_telechargement, telecharger_lot
from accounts.courriers.tirage import imprimer_les_dues
from accounts.models import Compte
from accounts.provisoires.symboles import presenter, tirer
from carpimko_portal.celery import app
from tests.accounts.courriers.conftest import demander, dossiers
from tests.harnais.personas import creer_compte
from tests.harnais.services import nom_de_file

PUBLIER = reveil._publier


def _base() -> bytes:
    """Every cell of every table; and on SQLite the file itself, with its log."""
    lignes = [
        ligne
        for modele in apps.get_models(include_auto_created=True)
        for ligne in modele._default_manager.values_list()
    ]
    morceaux = [_octets(cellule) for ligne in lignes for cellule in ligne]
    if connection.vendor == "sqlite":
        nom = Path(str(connection.settings_dict["NAME"]))
        morceaux += [fichier.read_bytes() for fichier in nom.parent.glob(f"{nom.name}*")]
    return b"\0".join(morceaux)


def _octets(cellule: object) -> bytes:
    return bytes(cellule) if isinstance(cellule, memoryview | bytes) else str(cellule).encode()


def _fichiers(*lieux: Path, sauf: Path | None = None) -> bytes:
    """What lies in the portal's directory (messages between processes included) and among temporary files."""
    vus = [f for lieu in lieux for f in lieu.rglob("*") if f.is_file() and not f.is_symlink()]
    return b"\0".join(f.read_bytes() for f in vus if sauf is None or sauf not in f.parents)


@pytest.fixture
def agent(transactional_db: None) -> Compte:
    return creer_compte("!", est_agent=True)


def test_aucun_secret_ne_reste_en_clair(
    agent: Compte, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    tires: list[str] = []

    def noter() -> str:
        tires.append(tirer())
        return tires[-1]

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(tirage, "tirer", noter)
    monkeypatch.setattr(reveil, "_publier", PUBLIER)
    monkeypatch.setitem(app.conf, "task_default_queue", nom_de_file())
    for dossier in dossiers(3):
        demander(dossier)
    lot = preparer_lot(par=agent)
    assert imprimer_les_dues() == 3
    billet = demander_telechargement(lot=lot, par=agent)
    fichier = telecharger_lot(lot=lot, billet=billet.public_id, par=agent)
    assert len(tires) == 3
    documents = Path(default_storage.path(""))  # which members download, and are PDFs
    lieux: dict[str, Any] = {
        "base": _base(),
        "fichiers": _fichiers(settings.REPERTOIRE_DONNEES, tmp_path),
        "journaux": caplog.text.encode(),
        "pdf remis": fichier.octets,
    }
    secrets = [*tires, *map(presenter, tires), billet.mot_de_passe, billet.mot_de_passe.replace("-", "")]
    trouves = [(lieu, s) for lieu, octets in lieux.items() for s in secrets if s.encode() in octets]
    assert trouves == []
    assert b"%PDF" not in lieux["base"]
    assert b"%PDF" not in _fichiers(settings.REPERTOIRE_DONNEES, tmp_path, sauf=documents)


def test_la_fouille_trouve_ce_qu_on_y_met(agent: Compte) -> None:
    """The search above would see a secret left in the database."""
    agent.identifiant = "ACDEFGHJKMNP"
    agent.save()
    assert b"ACDEFGHJKMNP" in _base()
