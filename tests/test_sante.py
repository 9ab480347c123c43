"""Health: alive says little and needs nothing, ready says what is missing."""

from unittest.mock import patch

import pytest
from django.db import OperationalError, connection

from carpimko_portal import sante
from tests.harnais.client import ClientStrict


@pytest.fixture(autouse=True)
def rien_n_est_retenu(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process remembers that migrations were applied; tests do not."""
    monkeypatch.setattr(sante, "_migrations", sante._Migrations())


def test_vivant_ne_touche_pas_la_base(client: ClientStrict) -> None:
    """Without the `db` fixture, any query fails the test."""
    reponse = client.get("/sante/vivant")
    assert (reponse.status_code, reponse.content) == (200, b"vivant\n")


def test_pret_quand_la_base_repond_et_que_tout_est_migre(db: None, client: ClientStrict) -> None:
    reponse = client.get("/sante/pret")
    assert reponse.status_code == 200
    assert set(reponse.json().values()) == {True}


def test_pas_pret_quand_la_base_se_tait(db: None, client: ClientStrict) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("connexion perdue")):
        reponse = client.get("/sante/pret")
    assert reponse.status_code == 503
    assert reponse.json()["base"] is False
    assert "perdue" not in reponse.content.decode()


def test_pas_pret_quand_une_migration_manque(db: None, client: ClientStrict) -> None:
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM django_migrations WHERE app = 'documents'")
    reponse = client.get("/sante/pret")
    assert reponse.status_code == 503
    assert reponse.json() == {"base": True, "migrations": False}


@pytest.mark.parametrize("adresse", ["/sante/vivant", "/sante/pret"])
def test_la_sante_n_est_jamais_gardee(db: None, client: ClientStrict, adresse: str) -> None:
    assert "no-store" in client.get(adresse)["Cache-Control"]
    assert client.head(adresse).status_code == 200


@pytest.mark.parametrize("temoin", ["a" * 32, "périmé"])
def test_vivant_ne_lit_pas_la_session(client: ClientStrict, temoin: str) -> None:
    client.cookies["session"] = temoin
    assert client.get("/sante/vivant").status_code == 200


def test_pret_repond_sans_nom_d_hote_connu(db: None, client: ClientStrict) -> None:
    assert client.get("/sante/pret", headers={"host": "10.0.0.7:8000"}).status_code == 200
