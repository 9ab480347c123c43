"""Bad input: a clean 4xx, never a 500, and nothing written."""

import pytest
from django.contrib.sessions.models import Session

from accounts.models import EntreeJournal
from tests.harnais.client import ClientStrict

CONNEXION = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": "Phrase-de-test-2026"}


def rien_n_est_ecrit() -> bool:
    return not EntreeJournal.objects.exists() and not Session.objects.exists()


@pytest.mark.parametrize(
    "adresse",
    [
        "/faq/?q=%00",
        "/faq/?%00=q",
        "/connexion/?next=/espace/%00",
        "/faq/?page=1&page=2",
        "/connexion/?next=/a&next=/b",
    ],
)
def test_une_adresse_que_rien_n_envoie_est_refusee(db: None, client: ClientStrict, adresse: str) -> None:
    assert client.get(adresse).status_code == 400
    assert rien_n_est_ecrit()


@pytest.mark.parametrize("champ", list(CONNEXION))
@pytest.mark.parametrize("valeur", ["12\x0034567", ["1234567", "2345678"]], ids=["octet nul", "répété"])
def test_un_champ_que_rien_n_envoie_est_refuse(
    db: None, client: ClientStrict, champ: str, valeur: str | list[str]
) -> None:
    assert client.post("/connexion/", CONNEXION | {champ: valeur}).status_code == 400
    assert rien_n_est_ecrit()


@pytest.mark.parametrize("champ", list(CONNEXION))
def test_un_champ_d_un_mega_octet_est_refuse(db: None, client: ClientStrict, champ: str) -> None:
    assert client.post("/connexion/", CONNEXION | {champ: "9" * 2**20}).status_code == 400
    assert rien_n_est_ecrit()


def test_trop_de_champs_sont_refuses(db: None, client: ClientStrict) -> None:
    assert client.post("/connexion/", {f"champ{rang}": "" for rang in range(500)}).status_code == 400
    assert rien_n_est_ecrit()


@pytest.mark.parametrize(
    ("corps", "genre"),
    [
        (b"\xff\xfe" * 50, "application/x-www-form-urlencoded"),
        (b"numero=%ff%fe&type_dossier=%80", "application/x-www-form-urlencoded"),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
        (b"abc", "multipart/form-data"),
        (b'{"numero": 1', "application/json"),
    ],
)
def test_un_corps_illisible_ne_casse_rien(db: None, client: ClientStrict, corps: bytes, genre: str) -> None:
    assert client.post("/connexion/", corps, content_type=genre).status_code in {200, 400}
    assert rien_n_est_ecrit()


@pytest.mark.parametrize(
    "hote", ["pirate.example", "127.0.0.1.pirate.example", "a b", "", "localhost:0x1", "é.example"]
)
@pytest.mark.parametrize("adresse", ["/", "/connexion/", "/espace/", "/rien/"])
def test_un_autre_hote_est_refuse(db: None, client: ClientStrict, hote: str, adresse: str) -> None:
    reponse = client.get(adresse, headers={"host": hote})
    assert reponse.status_code == 400
    assert "pirate" not in reponse.content.decode()


def test_un_hote_transmis_n_est_pas_cru(db: None, client: ClientStrict) -> None:
    entetes = {"X-Forwarded-Host": "pirate.example", "X-Forwarded-Proto": "https", "Forwarded": "host=pirate.example"}
    reponse = client.get("/espace/", headers=entetes)
    assert reponse["Location"] == "/connexion/?next=/espace/"
    assert not reponse.wsgi_request.is_secure()


@pytest.mark.parametrize(
    "origine", ["1.2.3.4", "1.2.3.4, 5.6.7.8", "' OR 1=1 --", "\u00e9" * 10, "9" * 5000, "::1%00", ",,,,"]
)
def test_une_origine_forgee_ne_change_rien(db: None, client: ClientStrict, origine: str) -> None:
    reponse = client.get("/connexion/", headers={"X-Forwarded-For": origine})
    assert reponse.status_code == 200
    assert reponse.wsgi_request.META["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize("temoin", ["session=%00; csrf=x", "session=' OR 1=1; affichage=|||", 'affichage="><script>'])
def test_un_temoin_forge_est_ignore(db: None, client: ClientStrict, temoin: str) -> None:
    reponse = client.get("/connexion/", headers={"cookie": temoin})
    assert reponse.status_code == 200
    assert "<script>" not in reponse.content.decode()


@pytest.mark.parametrize("methode", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("adresse", ["/connexion/", "/", "/sante/vivant"])
def test_une_methode_inconnue_est_refusee(db: None, client: ClientStrict, methode: str, adresse: str) -> None:
    assert getattr(client, methode)(adresse).status_code == 405
