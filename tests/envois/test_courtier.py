"""The broker refuses or says nothing: the page answers all the same, and the mail leaves later."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

import pytest
import time_machine

from accounts.envois import depot
from accounts.envois.livraison import distribuer
from accounts.models import Envoi
from tests.envois.conftest import Serveur
from tests.harnais.personas import Persona
from tests.harnais.services import lancer, nom_de_file, port_libre, remettre_a_l_heure

LIMITE = 2.0  # seconds for a page
# A member comes in twice, as through a browser; says how long each answer took, in seconds.
CONNEXIONS = """
import json, time, django
django.setup()
from django.conf import settings
from django.test import Client
from tests.harnais.personas import MOT_DE_PASSE
saisie = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": MOT_DE_PASSE}
mesures = []
for _ in range(2):
    client = Client(headers={"host": "127.0.0.1"})
    client.get("/connexion/")
    debut = time.perf_counter()
    reponse = client.post("/connexion/", saisie)
    mesures.append([reponse.status_code, time.perf_counter() - debut])
print(json.dumps([settings.CELERY_BROKER_URL, mesures]))
"""


@contextmanager
def trou_noir() -> Iterator[int]:
    """Port of a server that accepts connections, reads everything and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as ecoute:
        prises: list[socket.socket] = []

        def accepter() -> None:
            while True:
                try:
                    prises.append(ecoute.accept()[0])
                except OSError:
                    return

        Thread(target=accepter, daemon=True).start()
        yield ecoute.getsockname()[1]
        ecoute.shutdown(socket.SHUT_RDWR)
        for prise in prises:
            prise.close()


@contextmanager
def porte_close() -> Iterator[int]:
    """Port on which nobody listens."""
    yield port_libre()


@pytest.mark.parametrize("courtier", [trou_noir, porte_close])
def test_la_page_repond_et_l_e_mail_part_plus_tard(
    transactional_db: None, affilie: Persona, horloge: time_machine.Traveller, smtp: Serveur, courtier: type
) -> None:
    remettre_a_l_heure(horloge)
    with courtier() as port:
        processus = lancer("-c", CONNEXIONS, file=nom_de_file(), REDIS_URL=f"redis://127.0.0.1:{port}/0")
        dit, _ = processus.communicate(timeout=60)
    assert processus.returncode == 0, dit
    adresse, mesures = json.loads(dit.splitlines()[-1])
    assert adresse.endswith(f":{port}/0")
    assert [statut for statut, _ in mesures] == [302, 302]
    assert max(duree for _, duree in mesures) < LIMITE, mesures
    assert Envoi.objects.count() == 2
    remettre_a_l_heure(horloge)
    assert distribuer().envoyes == 2
    assert sorted(smtp.message_ids) == sorted(envoi.message_id for envoi in Envoi.objects.all())


def test_un_courtier_muet_n_est_redemande_qu_apres_une_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    appels: list[float] = []
    heure = 1000.0

    def echouer(**options: object) -> None:
        appels.append(heure)
        raise ConnectionRefusedError

    monkeypatch.setattr(depot, "monotonic", lambda: heure)
    monkeypatch.setattr("accounts.tasks.distribuer_envois.apply_async", echouer)
    for ecart in (0.0, 1.0, 28.0, 1.5):
        heure += ecart
        depot.reveiller()
    assert appels == [1000.0, 1030.5]
