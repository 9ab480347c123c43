"""What a test starts beside itself: ports, processes on the database of the test, the real time."""

import os
import socket
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

import time_machine
from django.db import connection

RACINE = Path(__file__).resolve().parent.parent.parent


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def remettre_a_l_heure(horloge: time_machine.Traveller) -> None:
    """Other processes live in the present: a test that shares rows with them joins them, each time it looks."""
    reel: datetime = time_machine.escape_hatch.datetime.datetime.now(tz=UTC)
    horloge.move_to(reel)


def nom_de_file() -> str:
    """A queue of the broker that no other test listens to."""
    return f"essai-{uuid.uuid4().hex}"


def lancer(*arguments: str, file: str, **autres: str) -> subprocess.Popen[str]:
    """Runs Python with `arguments`, as another process of the portal, on the database of this test."""
    environnement = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.reglages_ouvrier",
        "BASE_DE_L_ESSAI": str(connection.settings_dict["NAME"]),
        "FILE_DE_L_ESSAI": file,
        "NIVEAU_JOURNAUX": "ERROR",
        **autres,
    }
    return subprocess.Popen(
        [sys.executable, *arguments], env=environnement, cwd=RACINE, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
