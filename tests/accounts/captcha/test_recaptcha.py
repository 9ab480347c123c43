"""reCAPTCHA: whatever Google does, the page answers and nobody passes for nothing."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from django.test import Client, override_settings
from django_recaptcha import client as client_google
from django_recaptcha.constants import TEST_PRIVATE_KEY, TEST_PUBLIC_KEY

from accounts.captcha import checks, recaptcha
from accounts.captcha.recaptcha import disjoncteur
from tests import production
from tests.accounts.captcha.essai import refus, resoudre, solution

pytestmark = pytest.mark.django_db
REGLAGES = {"CAPTCHA": "recaptcha", "RECAPTCHA_PUBLIC_KEY": "publique", "RECAPTCHA_PRIVATE_KEY": "privee"}
REFUS_DE_GOOGLE = {"success": False, "error-codes": ["timeout-or-duplicate"]}


@pytest.fixture(autouse=True)
def reglages() -> Iterator[None]:
    with override_settings(**REGLAGES):
        yield


@contextmanager
def google(
    monkeypatch: pytest.MonkeyPatch, corps: bytes, statut: int = 200, goutte: float = 0
) -> Iterator[list[bytes]]:
    """A Google on the loopback that answers this. `goutte`: seconds between its bytes."""
    recues: list[bytes] = []

    class Reponse(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            recues.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(statut)
            self.end_headers()
            for octet in corps if goutte else b"":
                self.wfile.write(bytes([octet]))
                time.sleep(goutte)
            self.wfile.write(b"" if goutte else corps)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Reponse) as serveur:
        threading.Thread(target=serveur.serve_forever, args=(0.02,), daemon=True).start()
        _conduire(monkeypatch, serveur.server_port)
        yield recues
        serveur.shutdown()


def _conduire(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """Leads the library to this port of the loopback, without the TLS that no one has a certificate for."""

    class Ouvreur:
        def open(self, demande: Request, timeout: float) -> Any:
            adresse = f"http://127.0.0.1:{port}/recaptcha/api/siteverify"
            return urlopen(Request(adresse, data=demande.data), timeout=timeout)

    monkeypatch.setattr(client_google, "build_opener", lambda *_: Ouvreur())


def envoyer(client: Client, **donnees: str) -> str:
    reponse = client.post("/essai/", {"nom": "Alice", **donnees})
    assert reponse.status_code == 200
    return str(reponse.content.decode())


def test_google_dit_oui_une_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    with google(monkeypatch, b'{"success": true}') as recues:
        client = Client()
        assert "Bienvenue" in envoyer(client, **{recaptcha.JETON: "jeton"})
        assert "Bienvenue" not in envoyer(client, **{recaptcha.JETON: "jeton"})  # even if Google forgot
    assert recues[0] == b"secret=privee&response=jeton"  # and nothing about who it is


def test_google_dit_non(monkeypatch: pytest.MonkeyPatch) -> None:
    with google(monkeypatch, json.dumps(REFUS_DE_GOOGLE).encode()):
        page = envoyer(Client(), **{recaptcha.JETON: "jeton"})
    assert "Cochez de nouveau" in page
    assert "g-recaptcha" in page
    assert not disjoncteur.est_ouvert


def test_la_case_oubliee() -> None:
    assert "Cochez la case" in envoyer(Client())


@pytest.mark.parametrize(
    ("corps", "statut"),
    [(b"panne", 500), (b'{"success": true}', 503), (b"pas du JSON", 200), (b"[true]", 200), (b"null", 200),
     (b"\xff", 200), (b'{"success": "true"}', 200), (b'{"success": 1}', 200), (b"", 200), (b'{"success": false}', 200),
     (b'{"success": false, "error-codes": ["invalid-input-secret"]}', 200), (b"[" * 20_000, 200)],
)  # fmt: skip
def test_une_panne_mene_a_la_preuve_de_travail(monkeypatch: pytest.MonkeyPatch, corps: bytes, statut: int) -> None:
    client = Client()
    with google(monkeypatch, corps, statut):
        _mene_a_la_preuve_de_travail(client)


def _mene_a_la_preuve_de_travail(client: Client) -> None:
    page = envoyer(client, **{recaptcha.JETON: "jeton"})
    assert "Bienvenue" not in page
    assert "Google ne répond pas" in page
    assert "g-recaptcha" not in page
    adresse = re.search(r'data-defi="([^"]+)"', page)
    assert adresse
    defi = client.get(adresse[1].replace("&amp;", "&")).json()
    assert "Bienvenue" in envoyer(client, captcha=resoudre(defi))


def test_google_injoignable(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    _conduire(monkeypatch, port)
    _mene_a_la_preuve_de_travail(Client())


def test_nom_introuvable(monkeypatch: pytest.MonkeyPatch) -> None:
    def echouer(_: bytes) -> None:
        raise URLError("Name or service not known")

    monkeypatch.setattr(recaptcha, "recaptcha_request", echouer)
    _mene_a_la_preuve_de_travail(Client())


def test_google_muet_coute_trois_secondes_une_seule_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    """A black hole: it accepts the connexion and says nothing, ever."""
    monkeypatch.setattr(recaptcha, "REPIT", 30.0)
    with socket.create_server(("127.0.0.1", 0)) as trou_noir:
        _conduire(monkeypatch, trou_noir.getsockname()[1])
        debut = time.perf_counter()
        _mene_a_la_preuve_de_travail(Client())
        assert 2.5 < time.perf_counter() - debut < 4.5
        debut = time.perf_counter()
        _mene_a_la_preuve_de_travail(Client())
        assert time.perf_counter() - debut < 1


def test_google_au_compte_gouttes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes before the socket gives up: only the whole budget stops it."""
    with override_settings(RECAPTCHA_VERIFY_REQUEST_TIMEOUT=1), google(monkeypatch, b'{"success": true}', goutte=0.2):
        debut = time.perf_counter()
        assert "Google ne répond pas" in envoyer(Client(), **{recaptcha.JETON: "jeton"})
        assert time.perf_counter() - debut < 1.8


def test_sans_panne_pas_de_preuve_de_travail(client: Client) -> None:
    assert client.get("/captcha/essai/defi/").status_code == 404
    assert client.get("/captcha/essai/defi/?reserve=x").status_code == 404
    assert client.get("/captcha/essai/defi/?reserve=a:b:c").status_code == 404


def test_le_laissez_passer_d_un_autre() -> None:
    disjoncteur.ouvrir()
    adresse = re.search(r'data-defi="([^"]+)"', Client().get("/essai/").content.decode())
    assert adresse
    assert Client().get(adresse[1]).status_code == 404


def test_la_page_porte_le_nonce_et_sa_politique_seule() -> None:
    client = Client()
    reponse = client.get("/essai/")
    page, politique = reponse.content.decode(), reponse["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", politique)
    assert nonce
    scripts = re.findall(r"<script[^>]*>", page)
    assert len(scripts) == 2
    assert all("src=" in script for script in scripts)
    assert f'nonce="{nonce[1]}"' in scripts[1]
    assert "frame-src https://www.google.com/recaptcha/" in politique
    assert "unsafe" not in politique
    assert "trusted-types" not in politique
    ailleurs = client.get("/faq/")["Content-Security-Policy"]
    assert "google" not in ailleurs
    assert "require-trusted-types-for 'script'" in ailleurs


def test_sans_javascript_aussi() -> None:
    page = Client().get("/essai/?sans-javascript=1").content.decode()
    assert "attente:" in page
    assert "google.com" not in page


def test_un_jeton_demesure_ne_part_pas(monkeypatch: pytest.MonkeyPatch) -> None:
    with google(monkeypatch, b'{"success": true}') as recues:
        assert "Bienvenue" not in envoyer(Client(), **{recaptcha.JETON: "x" * 5000})
    assert recues == []


def test_un_jeton_de_google_ne_vaut_rien_sans_recaptcha() -> None:
    with override_settings(CAPTCHA="preuve_de_travail"):
        assert "Cochez la case" in envoyer(Client(), **{recaptcha.JETON: "jeton"})
        assert refus("google:jeton")
        assert refus(solution()) == ""


# What the settings allow -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({"RECAPTCHA_PRIVATE_KEY": ""}, ["captcha.E001"]),
        ({"PRODUCTION": True, "RECAPTCHA_PUBLIC_KEY": TEST_PUBLIC_KEY}, ["captcha.E002"]),
        ({"PRODUCTION": True, "RECAPTCHA_PRIVATE_KEY": TEST_PRIVATE_KEY}, ["captcha.E002"]),
        ({"PRODUCTION": False, "RECAPTCHA_PRIVATE_KEY": TEST_PRIVATE_KEY}, []),
        ({"PRODUCTION": True}, []),
        ({"CAPTCHA": "preuve_de_travail", "RECAPTCHA_PRIVATE_KEY": ""}, []),
    ],
)
def test_verifications(changes: dict[str, Any], attendu: list[str]) -> None:
    with override_settings(**changes):
        assert [message.id for message in checks.cles_recaptcha(None)] == attendu


def test_la_production_refuse_les_cles_d_essai() -> None:
    cles = {"RECAPTCHA_PUBLIC_KEY": TEST_PUBLIC_KEY, "RECAPTCHA_PRIVATE_KEY": TEST_PRIVATE_KEY}
    resultat = production.executer("manage.py", "check", **cles)
    assert resultat.returncode == 1
    assert "captcha.E002" in resultat.stderr
