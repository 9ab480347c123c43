"""The demonstration's peer is as strict as FranceConnect: what it accepts, FranceConnect accepts."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings as reglages
from django.test import override_settings
from pytest_django import Settings

from demonstration.franceconnect import jetons
from demonstration.franceconnect.identites import identites
from tests.harnais.client import ClientStrict

BASE = "/demonstration/franceconnect/api/v2/"
DEMANDE = {
    "response_type": "code",
    "client_id": reglages.FRANCECONNECT_CLIENT_ID,
    "redirect_uri": "http://127.0.0.1:8000/franceconnect/retour/",
    "scope": "openid identite_pivot",
    "state": "s" * 32,
    "nonce": "n" * 32,
    "acr_values": "eidas1",
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _port(settings: Settings) -> None:
    settings.FRANCECONNECT_EMETTEUR = f"http://127.0.0.1:8000{BASE.rstrip('/')}"


@pytest.mark.parametrize(
    ("ecart", "code"),
    [
        ({"code_challenge": "x", "code_challenge_method": "S256"}, "Y030007"),
        ({"login_hint": "x"}, "Y030007"),
        ({"max_age": "10"}, "Y030007"),
        ({"prompt": "none"}, "Y030007"),
        ({"prompt": "select_account"}, "Y030007"),
        ({"nonce": "n" * 21}, "Y030007"),
        ({"nonce": None}, "Y030007"),
        ({"state": None}, "Y030007"),
        ({"acr_values": None}, "Y030007"),
        ({"response_type": "token"}, "Y030007"),
        ({"scope": "email"}, "Y030007"),
        ({"client_id": "autre"}, "Y04EA6EF"),
        ({"redirect_uri": "http://127.0.0.1:8000/franceconnect/retour"}, "Y04C013C"),
        ({"redirect_uri": "https://mechant.example/franceconnect/retour/"}, "Y04C013C"),
    ],
    ids=str,
)
def test_une_demande_qui_s_ecarte_est_refusee_sur_place(
    client: ClientStrict, ecart: dict[str, str | None], code: str
) -> None:
    demande = {nom: valeur for nom, valeur in {**DEMANDE, **ecart}.items() if valeur is not None}
    reponse = client.get(f"{BASE}authorize", demande)
    assert reponse.status_code == 400
    assert code in reponse.content.decode()


@pytest.mark.parametrize("methode", ["get", "post"])
@pytest.mark.parametrize("prompt", ["", "login", "login consent"])
def test_une_demande_exacte_montre_les_identites(client: ClientStrict, methode: str, prompt: str) -> None:
    demande = {**DEMANDE, "prompt": prompt} if prompt else DEMANDE
    page = getattr(client, methode)(f"{BASE}authorize", demande).content.decode()
    assert all(identite.nom in page for identite in identites())


def test_un_niveau_plus_haut_revient_en_erreur(client: ClientStrict) -> None:
    retour = _retour(client.get(f"{BASE}authorize", {**DEMANDE, "acr_values": "eidas2"}))
    assert (retour["error"], retour["state"]) == ("invalid_acr", DEMANDE["state"])


def _retour(reponse: Any) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(reponse["Location"]).query))


def _choisir(client: ClientStrict, cle: str) -> dict[str, str]:
    page = client.get(f"{BASE}authorize", DEMANDE).content.decode()
    lien = next(une for une in re.findall(r'href="([^"]*choisir[^"]*)"', page) if une.endswith(f"identite={cle}"))
    return _retour(client.get(lien.replace("&amp;", "&")))


def _echanger(client: ClientStrict, valeur: str, **autres: str) -> Any:
    corps = {
        "grant_type": "authorization_code",
        "client_id": reglages.FRANCECONNECT_CLIENT_ID,
        "client_secret": reglages.FRANCECONNECT_CLIENT_SECRET,
        "redirect_uri": DEMANDE["redirect_uri"],
        "code": valeur,
    }
    return client.post(f"{BASE}token", {**corps, **autres})


def test_les_jetons_sont_ceux_de_franceconnect(client: ClientStrict) -> None:
    from joserfc import jws

    jeton = _echanger(client, _choisir(client, "alice")["code"]).json()
    assert set(jeton) == {"access_token", "expires_in", "id_token", "scope", "token_type"}
    id_token = jws.extract_compact(jeton["id_token"].encode())
    assert set(id_token.headers()) - {"typ"} == {"alg", "kid"}
    claims = json.loads(id_token.payload)
    assert set(claims) == {"sub", "acr", "auth_time", "nonce", "aud", "exp", "iat", "iss"}
    assert re.fullmatch(r"[0-9a-f]{64}v1", claims["sub"])
    assert claims["exp"] - claims["iat"] == 60
    userinfo = client.get(f"{BASE}userinfo", headers={"Authorization": f"Bearer {jeton['access_token']}"})
    assert userinfo["Content-Type"] == "application/jwt"
    assert client.get(f"{BASE}userinfo", headers={"Authorization": "Bearer faux"}).status_code == 401


@pytest.mark.parametrize(
    ("autres", "statut", "erreur"),
    [
        ({"client_secret": "faux"}, 401, "invalid_client"),
        ({"client_id": "autre"}, 401, "invalid_client"),
        ({"code": "faux"}, 400, "invalid_grant"),
        ({"redirect_uri": "http://localhost:8000/franceconnect/retour/"}, 400, "invalid_grant"),
        ({"grant_type": "refresh_token"}, 400, "invalid_grant"),
    ],
    ids=str,
)
def test_un_echange_qui_s_ecarte_est_refuse(
    client: ClientStrict, autres: dict[str, str], statut: int, erreur: str
) -> None:
    reponse = _echanger(client, _choisir(client, "alice")["code"], **autres)
    assert (reponse.status_code, reponse.json()["error"]) == (statut, erreur)


def test_un_code_sert_une_fois_et_trente_secondes(client: ClientStrict, horloge: Any) -> None:
    code = _choisir(client, "alice")["code"]
    assert _echanger(client, code).status_code == 200
    assert _echanger(client, code).status_code == 400
    code = _choisir(client, "alice")["code"]
    horloge.shift(31)
    assert _echanger(client, code).status_code == 400


def test_la_session_du_pair_epargne_un_second_choix_jusqu_a_la_sortie(client: ClientStrict, horloge: Any) -> None:
    jeton = _echanger(client, _choisir(client, "alice")["code"]).json()
    assert "Vous êtes encore Alice" in client.get(f"{BASE}authorize", DEMANDE).content.decode()
    horloge.shift(600)  # an expired id_token is as good a hint
    sortie = {"id_token_hint": jeton["id_token"], "state": "x", "post_logout_redirect_uri": _sortie()}
    assert client.get(f"{BASE}session/end", sortie)["Location"] == f"{_sortie()}?state=x"
    assert "Vous êtes encore" not in client.get(f"{BASE}authorize", DEMANDE).content.decode()


def _sortie() -> str:
    return "http://127.0.0.1:8000/franceconnect/sortie/"


@pytest.mark.parametrize(
    "ecart", [{"id_token_hint": "faux"}, {"post_logout_redirect_uri": "https://mechant.example/"}, {"client_id": "x"}]
)
def test_une_sortie_qui_s_ecarte_est_refusee(client: ClientStrict, ecart: dict[str, str]) -> None:
    jeton = jetons.id_token(identites()[0], nonce="n" * 32)
    sortie = {"id_token_hint": jeton, "state": "x", "post_logout_redirect_uri": _sortie(), **ecart}
    assert client.get(f"{BASE}session/end", sortie).status_code == 400


def test_le_pair_ne_repond_pas_en_production(client: ClientStrict) -> None:
    with override_settings(PRODUCTION=True):
        for adresse in ("authorize", "choisir", "userinfo", "jwks", "session/end"):
            assert client.get(BASE + adresse).status_code == 404
        assert client.post(f"{BASE}token").status_code == 404
