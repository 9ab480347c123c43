"""The keys that a demonstration makes for itself."""

import stat
import subprocess
import sys
from pathlib import Path

from carpimko_portal.lib.secrets_locaux import secret_local


def test_un_secret_est_tire_une_fois_puis_garde(tmp_path: Path) -> None:
    premier = secret_local(tmp_path / "cles", "SECRET_KEY")
    assert len(premier) >= 64
    assert secret_local(tmp_path / "cles", "SECRET_KEY") == premier
    assert secret_local(tmp_path / "cles", "CLE_JOURNAL") != premier


def test_personne_d_autre_ne_le_lit(tmp_path: Path) -> None:
    secret_local(tmp_path / "cles", "SECRET_KEY")
    assert stat.S_IMODE((tmp_path / "cles").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "cles" / "secret_key").stat().st_mode) == 0o600


def test_des_processus_qui_demarrent_ensemble_ont_le_meme(tmp_path: Path) -> None:
    tirer = "import pathlib, sys; from carpimko_portal.lib.secrets_locaux import secret_local as s; "
    tirer += "print(s(pathlib.Path(sys.argv[1]), 'SECRET_KEY'))"
    commande = [sys.executable, "-c", tirer, str(tmp_path)]
    lances = [subprocess.Popen(commande, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    tires = {processus.communicate()[0].strip() for processus in lances}
    assert tires == {(tmp_path / "secret_key").read_text()}
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["secret_key"]
