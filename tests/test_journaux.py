"""Log lines lead from the reference shown to a member to what happened."""

import logging

import pytest

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
