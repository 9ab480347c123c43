"""Health: alive says little and needs nothing, ready says what is missing."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Envoi
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
    assert reponse.json() == {"base": True, "migrations": False, "envois": False, "donnees": True}


def test_un_envoi_en_retard_est_dit_et_ne_ferme_rien(
    db: None, client: ClientStrict, horloge: time_machine.Traveller
) -> None:
    Envoi.objects.create(genre="essai", cle="du")
    Envoi.objects.create(genre="essai", cle="parti", etat="envoye", envoye_le=timezone.now())
    horloge.shift(timedelta(minutes=5) - timedelta(seconds=1))
    assert client.get("/sante/pret").json()["envois"] is True
    horloge.shift(1)
    reponse = client.get("/sante/pret")
    assert (reponse.status_code, reponse.json()["envois"]) == (200, False)


def test_un_envoi_remis_a_plus_tard_n_est_pas_en_retard(
    db: None, client: ClientStrict, horloge: time_machine.Traveller
) -> None:
    Envoi.objects.create(genre="essai", cle="reporte", essais=3, prochain_le=timezone.now() + timedelta(hours=6))
    horloge.shift(timedelta(hours=5))
    assert client.get("/sante/pret").json()["envois"] is True


def test_pas_pret_sans_ses_repertoires(db: None, client: ClientStrict, settings: Settings, tmp_path: Path) -> None:
    settings.REPERTOIRE_DONNEES = tmp_path / "absent"
    reponse = client.get("/sante/pret")
    assert (reponse.status_code, reponse.json()["donnees"]) == (503, False)


def test_pas_pret_sur_un_disque_plein(db: None, client: ClientStrict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sante, "_LIBRES_MIN", 2**80)
    assert client.get("/sante/pret").status_code == 503


def test_pret_reste_bon_marche_et_regarde_a_chaque_fois(
    db: None, client: ClientStrict, django_assert_num_queries: Any
) -> None:
    client.get("/sante/pret")
    for _ in range(2):
        with django_assert_num_queries(2):
            client.get("/sante/pret")


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
