"""Stopped halfway, an import is resumed by running it again; and it takes no more memory for more lines."""

import os
import signal
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from accounts.imports import moteur
from accounts.imports.dossiers import DOSSIERS
from accounts.imports.moteur import Bilan
from accounts.journal import anomalies, journaliser
from accounts.models import Dossier, EntreeJournal
from tests.imports.fabrique import AFFILIE, dossiers, verser

_TUE = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from accounts.imports import moteur
from accounts.imports.dossiers import DOSSIERS
call_command("migrate", verbosity=0)
moteur.TAILLE_LOT = 100
journaliser = moteur.journaliser
def tuer_au_troisieme(**details):
    if details["premiere_ligne"] == 202:
        os.kill(os.getpid(), signal.SIGKILL)
    return journaliser(**details)
if len(sys.argv) > 2:
    moteur.journaliser = tuer_au_troisieme
print(moteur.importer(genre=DOSSIERS, chemin=Path(sys.argv[1]), refuser=print))
"""


def _numerotes(nombre: int) -> list[dict[str, str]]:
    return [{**AFFILIE, "numero": f"{n:07d}", "courriel": f"dossier{n}@exemple.example"} for n in range(nombre)]


@pytest.mark.django_db(transaction=True)
def test_un_lot_dont_le_journal_echoue_n_est_pas_ecrit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def echouer_au_second(**details: object) -> EntreeJournal:
        if details["premiere_ligne"] != 2:
            raise RuntimeError("panne")
        return journaliser(**details)  # type: ignore[arg-type] # the same arguments

    fichier = dossiers(tmp_path, *_numerotes(5))
    monkeypatch.setattr(moteur, "TAILLE_LOT", 2)
    monkeypatch.setattr(moteur, "journaliser", echouer_au_second)
    with pytest.raises(RuntimeError, match="panne"):
        verser(DOSSIERS, fichier)
    assert Dossier.objects.count() == 2
    monkeypatch.setattr(moteur, "journaliser", journaliser)
    assert verser(DOSSIERS, fichier)[0] == Bilan(creees=3, inchangees=2)
    assert list(anomalies()) == []


@pytest.mark.une_fois
def test_un_import_tue_reprend(tmp_path: Path) -> None:
    fichier = dossiers(tmp_path, *_numerotes(450))
    environnement = os.environ | {
        "DJANGO_SETTINGS_MODULE": "carpimko_portal.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/portail.sqlite3",
    }
    commande = [sys.executable, "-c", _TUE, str(fichier)]
    tue = subprocess.run([*commande, "tuer"], env=environnement, check=False)
    assert tue.returncode == -signal.SIGKILL
    reprise = subprocess.run(commande, env=environnement, check=True, capture_output=True, text=True)
    assert reprise.stdout.strip() == str(Bilan(creees=250, inchangees=200))


@pytest.mark.django_db
def test_la_memoire_ne_depend_pas_du_nombre_de_lignes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moteur, "TAILLE_LOT", 500)
    petit, grand = (dossiers(tmp_path, *_numerotes(n)).rename(tmp_path / f"{n}.csv") for n in (4_000, 16_000))
    verser(DOSSIERS, petit)  # what Python and Django load once
    pic_petit, pic_grand = _pic(petit), _pic(grand)
    assert pic_grand < 1.1 * pic_petit


def _pic(fichier: Path) -> int:
    tracemalloc.start()
    try:
        verser(DOSSIERS, fichier)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
