"""Headers that make Django fail before it has a page to answer with: a clean 400, on both engines."""

import runpy
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from gunicorn.config import Config

from carpimko_portal.wsgi import application

RACINE = Path(__file__).resolve().parent.parent
fabrique = RequestFactory(headers={"host": "localhost"})


def servir(environ: dict[str, Any]) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body, through everything that a server runs."""
    recu: dict[str, Any] = {}

    def start_response(statut: str, entetes: list[tuple[str, str]], *suite: Any) -> None:
        recu.update(statut=statut, entetes=dict(entetes))

    corps = b"".join(application(environ, start_response))
    return recu["statut"], recu["entetes"], corps


@pytest.mark.parametrize(
    "type_de_contenu",
    [
        "text/plain; charset*=nope''%ff",
        "text/plain; boundary*=nope''x",
        "application/x-www-form-urlencoded; charset=hex",
        "application/x-www-form-urlencoded; charset=utf-7",
        "multipart/form-data; boundary=x; charset=unicode_escape",
        "multipart/form-data; boundary=x; charset=idna",
        "n'importe quoi",
        "text/plain; charset=utf-8; charset*=idna''%ff",
    ],
)
@pytest.mark.parametrize("methode", ["GET", "POST"])
def test_un_encodage_etrange_est_refuse_avec_une_page(db: None, type_de_contenu: str, methode: str) -> None:
    environ = fabrique.generic(methode, "/connexion/?next=%2Fa%5Cud800", b"numero=1").environ
    statut, entetes, corps = servir(environ | {"CONTENT_TYPE": type_de_contenu})
    assert statut == "400 Bad Request"
    assert "Cette demande n’a pas été comprise" in corps.decode()
    assert "Content-Security-Policy" in entetes
    assert entetes["X-Request-ID"] in corps.decode()


@pytest.mark.parametrize(
    "type_de_contenu",
    [
        "",
        "text/plain",
        "application/json",
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
        'application/x-www-form-urlencoded;charset="utf-8"',
        "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
    ],
)
def test_ce_que_les_navigateurs_envoient_passe(db: None, type_de_contenu: str) -> None:
    environ = fabrique.get("/connexion/", headers={"content-type": type_de_contenu}).environ
    assert servir(environ)[0] == "200 OK"


@pytest.mark.parametrize("longueur", [str(300_000), str(2**40), "-1", "1e3", "٣"])
def test_un_corps_trop_grand_n_est_pas_lu(db: None, longueur: str) -> None:
    class Corps(BytesIO):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("le corps est lu")

    environ = fabrique.post("/faq/", {"a": "b"}).environ | {"CONTENT_LENGTH": longueur, "wsgi.input": Corps()}
    assert servir(environ)[0] == "400 Bad Request"


def test_un_fichier_est_refuse(db: None) -> None:
    fichier = BytesIO(b"x" * 1000)
    fichier.name = "f.pdf"
    assert servir(fabrique.post("/faq/", {"piece": fichier}).environ)[0] == "400 Bad Request"


@pytest.mark.parametrize(
    ("adresse", "taille", "statut"),
    [
        ("/verification/fichier/", 1_999_000, "403 Forbidden"),
        ("/verification/fichier/", 2_100_000, "413 Request Entity Too Large"),
        ("/verification/", 300_000, "400 Bad Request"),
        ("/verification/fichier/x/", 300_000, "400 Bad Request"),
    ],
)
def test_un_gros_corps_n_entre_que_par_une_porte(db: None, adresse: str, taille: int, statut: str) -> None:
    """A form without its token is a 403: its body came in."""
    fichier = BytesIO(b"x" * taille)
    fichier.name = "f.pdf"
    assert servir(fabrique.post(adresse, {"fichier": fichier}).environ)[0] == statut


@pytest.mark.parametrize("adresse", ["/", "/connexion/", "/espace/"])
def test_un_octet_nul_dans_un_cookie_est_refuse(db: None, adresse: str) -> None:
    """Octal escapes of quoted cookies survive HTTP; PostgreSQL refuses the byte they stand for."""
    environ = fabrique.get(adresse, headers={"cookie": 'session="\\000aaaaaaaaaaaa"'}).environ
    assert servir(environ)[0] == "400 Bad Request"


@pytest.mark.parametrize("champ", ["numero", "mot_de_passe"])
def test_une_moitie_de_caractere_est_refusee(db: None, client: Any, champ: str) -> None:
    saisie = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": "x", champ: "\ud800"}
    corps = "&".join(f"{nom}={valeur}" for nom, valeur in saisie.items()).encode("utf-8", "surrogatepass")
    reponse = client.generic("POST", "/connexion/", corps, "application/x-www-form-urlencoded")
    assert reponse.status_code in {200, 400}


def test_gunicorn_ne_croit_aucun_client() -> None:
    reglages = runpy.run_path(str(RACINE / "gunicorn.conf.py"))
    assert reglages["forwarded_allow_ips"] == reglages["forwarder_headers"] == ""
    assert reglages["secure_scheme_headers"] == {}


def test_le_journal_d_acces_de_gunicorn_ne_dit_aucun_secret() -> None:
    reglages = runpy.run_path(str(RACINE / "gunicorn.conf.py"))
    configuration = Config()
    configuration.set("logger_class", reglages["logger_class"])
    journal = configuration.logger_class(configuration)
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": "/calendrier/SECRET.ics?q=SECRET", "SERVER_PROTOCOL": "HTTP/1.1",
        "PATH_INFO": "/calendrier/SECRET.ics", "QUERY_STRING": "q=SECRET", "REMOTE_ADDR": "198.51.100.7",
        "HTTP_REFERER": "https://portail.example/calendrier/SECRET.ics", "HTTP_USER_AGENT": "Agenda/1.0",
    }  # fmt: skip
    reponse = SimpleNamespace(status="200 OK", sent=12, headers=[])
    atomes = journal.atoms(reponse, SimpleNamespace(headers=[]), environ, timedelta(milliseconds=3))
    ligne = reglages["access_log_format"] % journal.atoms_wrapper_class(atomes)
    assert "SECRET" not in ligne
    assert '"GET /calendrier/… HTTP/1.1" 200 12' in ligne
    assert "Agenda/1.0" in ligne
