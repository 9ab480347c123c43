"""Log lines lead from the reference shown to a member to what happened."""

import json
import logging
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import Settings
from pythonjsonlogger.json import JsonFormatter

from carpimko_portal.lib.journaux import AjouteLaRequete
from tests.harnais.client import ClientStrict


@pytest.mark.django_db
def test_un_refus_est_journalise_avec_la_reference_de_sa_page(
    client: ClientStrict, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(AjouteLaRequete())
    with caplog.at_level(logging.WARNING, "django.request"):
        reponse = client.get("/nulle-part/")
    (ligne,) = [record for record in caplog.records if record.name == "django.request"]
    assert getattr(ligne, "requete") == reponse["X-Request-ID"]  # noqa: B009 - the filter added it
    assert reponse["X-Request-ID"] in reponse.content.decode()


def test_une_ligne_dit_son_heure_en_utc(settings: Settings) -> None:
    """At 2:30 in Paris on the last Sunday of October, which of the two?"""
    reglage = dict(settings.LOGGING["formatters"]["json"])
    formateur = JsonFormatter(reglage.pop("format"), **{nom: v for nom, v in reglage.items() if nom != "()"})
    with time_machine.travel(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)):
        ligne = logging.LogRecord("portail", logging.INFO, "", 0, "un fait", None, None)
    assert json.loads(formateur.format(ligne))["timestamp"] == "2026-10-25T01:30:00+00:00"
