"""Places for heavy work: never more than there are, and none kept by the dead."""

import subprocess
import sys
from pathlib import Path
from threading import Lock
from time import sleep

import pytest

from carpimko_portal.lib.places import place
from carpimko_portal.lib.refus import Encombrement
from tests.harnais.course import courir

TENIR = """
import pathlib, sys, time
from carpimko_portal.lib.places import place
with place(pathlib.Path(sys.argv[1]), "essai", places=1, patience=5, attente=1):
    print("tenue", flush=True)
    time.sleep(60)
"""


def test_jamais_plus_que_de_places(tmp_path: Path) -> None:
    verrou, presents, sommet = Lock(), 0, 0

    def travailler(_: int) -> None:
        nonlocal presents, sommet
        with place(tmp_path / "verrous", "essai", places=3, patience=30, attente=7):
            with verrou:
                presents += 1
                sommet = max(sommet, presents)
            sleep(0.005)
            with verrou:
                presents -= 1

    courir(travailler, fois=60, coureurs=20)
    assert sommet == 3


def test_sans_place_on_le_dit_a_temps_et_une_place_rendue_sert(tmp_path: Path) -> None:
    with place(tmp_path, "essai", places=1, patience=0.05, attente=7):
        with (
            pytest.raises(Encombrement) as refus,
            place(tmp_path, "essai", places=1, patience=0.05, attente=7),
        ):
            pytest.fail("deux à la même place")
        assert refus.value.attente == 7
    with pytest.raises(ZeroDivisionError), place(tmp_path, "essai", places=1, patience=0.05, attente=7):
        raise ZeroDivisionError
    with place(tmp_path, "essai", places=1, patience=0.05, attente=7):
        pass


def test_un_processus_tue_rend_sa_place(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", TENIR, str(tmp_path)], stdout=subprocess.PIPE, text=True) as autre:
        assert autre.stdout
        assert autre.stdout.readline() == "tenue\n"
        with pytest.raises(Encombrement), place(tmp_path, "essai", places=1, patience=0.05, attente=1):
            pytest.fail("la place d’un autre processus")
        autre.kill()
        autre.wait()
    with place(tmp_path, "essai", places=1, patience=1, attente=1):
        pass
