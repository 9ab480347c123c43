"""Nothing of the demonstration answers in production, even if its addresses were there."""

import pytest
from pytest_django import Settings

from tests.harnais.client import ClientStrict
from tests.harnais.routes import Route, routes

DEMONSTRATION = [route for route in routes() if route.nom.startswith("demonstration:")]


@pytest.mark.django_db
@pytest.mark.parametrize("route", DEMONSTRATION, ids=lambda route: route.nom)
def test_aucune_page_ne_repond_en_production(client: ClientStrict, settings: Settings, route: Route) -> None:
    settings.PRODUCTION = True
    assert {client.get(route.adresse()).status_code, client.post(route.adresse()).status_code} == {404}
