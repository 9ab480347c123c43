"""Absent unless configured; never the demonstration's peer in production."""

import json

import pytest
from django.test import override_settings

from accounts.franceconnect.checks import pair_absent, reglages_franceconnect
from tests.production import executer

VRAI = {
    "FRANCECONNECT_EMETTEUR": "https://oidc.franceconnect.gouv.fr/api/v2",
    "FRANCECONNECT_CLIENT_ID": "client-fictif",
    "FRANCECONNECT_CLIENT_SECRET": "secret-fictif",
}
LIRE = """
import json
import django
django.setup()
from django.conf import settings as s
from django.urls import NoReverseMatch, reverse
try:
    route = reverse("accounts:depart_franceconnect")
except NoReverseMatch:
    route = ""
ici = "accounts.franceconnect.authentification.FranceConnect" in s.AUTHENTICATION_BACKENDS
formes = s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]
print(json.dumps([s.FRANCECONNECT_ACTIF, route, ici, formes]))
"""


def _lus(**reglages: str) -> list[object]:
    lance = executer("-c", LIRE, DJANGO_SETTINGS_MODULE="carpimko_portal.settings", **reglages)
    assert lance.returncode == 0, lance.stderr
    lus: list[object] = json.loads(lance.stdout)
    return lus


@pytest.mark.une_fois
@pytest.mark.parametrize("absent", [*VRAI, ""])
def test_en_production_tout_ou_rien(absent: str) -> None:
    lus = _lus(**{nom: "" if nom == absent else valeur for nom, valeur in VRAI.items()})
    if absent:
        assert lus == [False, "", False, ["'self'"]]
    else:
        assert lus == [True, "/franceconnect/connexion/", True, ["'self'", "https://oidc.franceconnect.gouv.fr"]]


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({}, []),
        ({"FRANCECONNECT_CLIENT_SECRET": ""}, ["franceconnect.E001"]),
        ({"FRANCECONNECT_EMETTEUR": "http://oidc.franceconnect.gouv.fr/api/v2"}, ["franceconnect.E002"]),
        ({"FRANCECONNECT_EMETTEUR": "https://127.0.0.1/api/v2"}, ["franceconnect.E002"]),
        ({"FRANCECONNECT_EMETTEUR": "https://localhost/api/v2"}, ["franceconnect.E002"]),
        ({"FRANCECONNECT_EMETTEUR": "https://portail.caisse.example/api/v2"}, ["franceconnect.E002"]),
        ({"FRANCECONNECT_EMETTEUR": "https://x.example/demonstration/franceconnect"}, ["franceconnect.E002"]),
    ],
)
def test_les_verifications_de_production(champs: dict[str, str], attendu: list[str]) -> None:
    with override_settings(PRODUCTION=True, ALLOWED_HOSTS=["portail.caisse.example"], **{**VRAI, **champs}):
        assert [message.id for message in reglages_franceconnect(None)] == attendu


def test_le_pair_joignable_en_production_est_une_erreur() -> None:
    with override_settings(PRODUCTION=True):
        assert [message.id for message in pair_absent(None)] == ["franceconnect.E003"]
    assert pair_absent(None) == []
