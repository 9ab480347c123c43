"""What a wrong or hostile FranceConnect may answer, and what the portal then does: a page, and nothing open."""

import logging
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from accounts.models import EntreeJournal, LienFranceConnect
from tests.franceconnect.conftest import Personne
from tests.franceconnect.fournisseur import FORGES, KID, PIVOT, SUB, Fournisseur, signer
from tests.harnais.hasard import porte_un_jeton, sans_hasard
from tests.harnais.personas import Persona

Mensonge = Callable[[Fournisseur], None]


def _id_token(**claims: Any) -> Mensonge:
    return lambda f: f.id_token.update(claims)


def _userinfo(**claims: Any) -> Mensonge:
    return lambda f: f.userinfo.update(claims)


def _forge(partie: str, nom: str) -> Mensonge:
    return lambda f: setattr(f, f"forge_{partie}", FORGES[nom])


def _statut(chemin: str, statut: int) -> Mensonge:
    return lambda f: f.statuts.update({chemin: statut})


def _corps(chemin: str, corps: bytes) -> Mensonge:
    return lambda f: f.corps.update({chemin: corps})


def _json(f: Fournisseur) -> None:
    f.forge_userinfo, f.media = FORGES["en_clair"], "application/json"


def _json_signe_json(f: Fournisseur) -> None:
    f.media = "application/json"


def _cle(**champs: Any) -> Mensonge:
    """The published key, with something wrong about it."""

    def changer(f: Fournisseur) -> None:
        f.jwks = [{**f.cles()[0], **champs}]

    return changer


TRES_VIEUX, LOINTAIN = 1_700_000_000, 2_000_000_000
ECHECS: dict[str, Mensonge] = {
    "mauvais nonce": _id_token(nonce="x" * 43),
    "nonce absent": _id_token(nonce=None),
    "nonce vide": _id_token(nonce=""),
    "autre émetteur": _id_token(iss="https://mechant.example/api/v2"),
    "autre destinataire": _id_token(aud="un-autre-client"),
    "plusieurs destinataires": _id_token(aud=["client-d-essai", "un-autre"]),
    "expiré": _id_token(exp=TRES_VIEUX),
    "sans expiration": _id_token(exp=None),
    "sans date": _id_token(iat=None),
    "né dans le futur": _id_token(iat=LOINTAIN, exp=LOINTAIN + 60),
    "sans sub": _id_token(sub=None),
    "sub vide": _id_token(sub=""),
    "sub interminable": _id_token(sub="x" * 256),
    "sub qui n’est pas un texte": _id_token(sub=5),
    "acr plus haut": _id_token(acr="eidas3"),
    "acr absent": _id_token(acr=None),
    "identité d’un autre émetteur": _userinfo(iss="https://mechant.example"),
    "identité pour un autre": _userinfo(aud="un-autre-client"),
    "identité expirée": _userinfo(exp=TRES_VIEUX),
    "identité sans expiration": _userinfo(exp=None),
    "identité sans sub": _userinfo(sub=None),
    "identité d’une autre personne": _userinfo(sub="9" * 64 + "v1"),
    "identité en clair": _json,
    "identité signée, annoncée en clair": _json_signe_json,
    "prénoms absents": _userinfo(given_name=None),
    "date de naissance partielle": _userinfo(birthdate="1980-00-00"),
    "sexe inconnu": _userinfo(gender="unspecified"),
    "née en France, sans commune": _userinfo(birthplace=""),
    "jetons illisibles": _corps("token", b"<html>"),
    "jetons en liste": _corps("token", b"[]"),
    "jetons vides": _corps("token", b"{}"),
    "octets": _corps("token", b"\xff\xfe"),
    "code refusé": _statut("token", 400),
    "secret refusé": _statut("token", 401),
    "identité refusée": _statut("userinfo", 401),
    "renvoi ailleurs": _statut("token", 307),
    "clé d’une autre courbe": _cle(crv="P-384"),
    "clé pour chiffrer": _cle(use="enc"),
    "clé d’un autre algorithme": _cle(alg="ES384"),
    "clé tordue": _cle(x="AAAA"),
    "aucune clé": lambda f: setattr(f, "jwks", []),
    **{f"id_token {nom}": _forge("id_token", nom) for nom in FORGES},
    **{f"identité {nom}": _forge("userinfo", nom) for nom in FORGES},
}
PANNES: dict[str, Mensonge] = {
    "jetons 500": _statut("token", 500),
    "identité 500": _statut("userinfo", 503),
    "clés 500": _statut("jwks", 500),
    "clés illisibles": _corps("jwks", b"{}"),
    "réponse interminable": _corps("token", b" " * 200_000),
}


@pytest.mark.parametrize("cas", [*ECHECS, *PANNES])
def test_un_mensonge_n_ouvre_rien(
    personne: Personne, lien: LienFranceConnect, cas: str, caplog: pytest.LogCaptureFixture
) -> None:
    (ECHECS | PANNES)[cas](personne.fournisseur)
    avant = EntreeJournal.objects.count()
    reponse = personne.passer()
    assert (reponse.status_code, reponse["Location"]) == (302, "/connexion/")
    assert not personne.est_entree()
    page = personne.dit("/connexion/")
    assert ("FranceConnect ne répond pas" if cas in PANNES else "n’a pas abouti") in page
    assert 'role="alert"' in page
    assert EntreeJournal.objects.count() == avant
    _rien_de_personnel(caplog)


def _ajouts(ecrit: logging.LogRecord) -> dict[str, Any]:
    """What the call added to the record: its own times and thread hold digits of chance."""
    return {cle: valeur for cle, valeur in vars(ecrit).items() if cle not in vars(logging.makeLogRecord({}))}


def _rien_de_personnel(caplog: pytest.LogCaptureFixture) -> None:
    dit = caplog.text + "".join(str(_ajouts(r)) for r in caplog.records if r.name.startswith("accounts"))
    assert [secret for secret in (SUB, "CLAIM-SECRET", "le-code") if secret in dit] == []
    assert [valeur for cle, valeur in PIVOT.items() if cle != "gender" and valeur in sans_hasard(dit)] == []
    assert not porte_un_jeton(dit)
    assert all(not record.exc_info for record in caplog.records if record.name.startswith("accounts"))


@pytest.mark.parametrize("chemin", ["token", "userinfo", "jwks"])
def test_un_fournisseur_muet_n_est_pas_attendu(personne: Personne, lien: LienFranceConnect, chemin: str) -> None:
    personne.fournisseur.delais[chemin] = 1.0
    with patch("accounts.franceconnect.appels.DELAI", 0.2):
        assert personne.passer()["Location"] == "/connexion/"
    assert "FranceConnect ne répond pas" in personne.dit("/connexion/")


def test_un_fournisseur_absent(personne: Personne, lien: LienFranceConnect, settings: Any) -> None:
    state = personne.partir()["state"]
    settings.FRANCECONNECT_EMETTEUR = "http://127.0.0.1:9/api/v2"
    assert personne.revenir(state, iss="")["Location"] == "/connexion/"
    assert "FranceConnect ne répond pas" in personne.dit("/connexion/")


@pytest.mark.parametrize("partie", ["id_token", "userinfo"])
@pytest.mark.parametrize("decalage", [-89, 5, 29])
def test_trente_secondes_entre_les_horloges(
    personne: Personne, lien: LienFranceConnect, partie: str, decalage: int
) -> None:
    """FranceConnect's clock is late or ahead: an honest answer is believed."""
    claims = personne.fournisseur._communs()
    getattr(personne.fournisseur, partie).update(iat=claims["iat"] + decalage, exp=claims["exp"] + decalage)
    personne.passer()
    assert personne.est_entree()


@pytest.mark.parametrize("decalage", [-91, 31])
def test_mais_pas_davantage(personne: Personne, lien: LienFranceConnect, decalage: int) -> None:
    claims = personne.fournisseur._communs()
    personne.fournisseur.id_token.update(iat=claims["iat"] + decalage, exp=claims["exp"] + decalage)
    personne.passer()
    assert not personne.est_entree()


def test_les_cles_sont_gardees_et_redemandees_quand_elles_changent(personne: Personne, lien: LienFranceConnect) -> None:
    personne.passer()
    assert personne.fournisseur.compte("jwks") == 1
    personne.client.post("/deconnexion/")
    personne.passer()
    assert personne.fournisseur.compte("jwks") == 1
    personne.client.post("/deconnexion/")
    nouvelle = Fournisseur().cle
    ancienne = personne.fournisseur.cles()
    personne.fournisseur.jwks = [*ancienne, {**nouvelle.as_dict(private=False), "kid": "nouvelle"}]

    def signer_autrement(f: Fournisseur, claims: dict[str, Any]) -> str:
        from joserfc import jwt

        return jwt.encode({"alg": "ES256", "kid": "nouvelle"}, claims, nouvelle, algorithms=["ES256"])

    personne.fournisseur.forge_id_token = signer_autrement
    personne.passer()
    assert personne.est_entree()
    assert personne.fournisseur.compte("jwks") == 2


def test_une_cle_gardee_sert_quand_l_adresse_des_cles_tombe(personne: Personne, lien: LienFranceConnect) -> None:
    personne.passer()
    personne.client.post("/deconnexion/")
    personne.fournisseur.statuts["jwks"] = 500
    personne.passer()
    assert personne.est_entree()


@pytest.mark.parametrize(
    ("erreur", "dit", "niveau"),
    [
        ("access_denied", "Vous avez quitté FranceConnect avant la fin", logging.INFO),
        ("server_error", "FranceConnect ne répond pas", logging.WARNING),
        ("temporarily_unavailable", "FranceConnect ne répond pas", logging.WARNING),
        ("invalid_scope", "n’a pas abouti", logging.ERROR),
        ("invalid_acr", "n’a pas abouti", logging.ERROR),
        ("<script>alert(1)</script>", "n’a pas abouti", logging.ERROR),
    ],
)
def test_chaque_erreur_de_franceconnect_a_sa_phrase(
    personne: Personne, erreur: str, dit: str, niveau: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    state = personne.partir()["state"]
    reponse = personne.revenir(state, code="", error=erreur, error_description="User auth aborted CLAIM-SECRET")
    assert reponse["Location"] == "/connexion/"
    page = personne.dit("/connexion/")
    assert dit in page
    assert "numéro de dossier" in page
    assert [r.levelno for r in caplog.records if r.name == "accounts.franceconnect.parcours"] == [niveau]
    assert "CLAIM-SECRET" not in caplog.text
    assert "script" not in caplog.text
    assert personne.fournisseur.recus == []


def test_un_retour_signe_par_un_autre_emetteur_est_refuse(personne: Personne, lien: LienFranceConnect) -> None:
    state = personne.partir()["state"]
    assert personne.revenir(state, iss="https://mechant.example")["Location"] == "/connexion/"
    assert not personne.est_entree()
    assert personne.fournisseur.recus == []
    assert personne.revenir(state).status_code == 400  # used up


@pytest.mark.parametrize("parametres", [{}, {"error": "access_denied"}, {"state": "inconnu", "code": "x"}])
def test_un_retour_que_personne_n_attend_ne_deconnecte_personne(
    personne: Personne, alice: Persona, parametres: dict[str, str]
) -> None:
    from tests.harnais.personas import ouvrir

    for connecte in (False, True):
        if connecte:
            ouvrir(personne.client, alice)
        reponse = personne.client.get("/franceconnect/retour/", parametres)
        assert reponse.status_code == 400
        assert "a déjà servi" in reponse.content.decode()
        assert personne.est_entree() is connecte
    assert personne.fournisseur.recus == []


def test_un_retour_rejoue_est_une_page_et_la_session_reste(personne: Personne, lien: LienFranceConnect) -> None:
    state = personne.partir()["state"]
    personne.revenir(state)
    assert personne.est_entree()
    rejoue = personne.revenir(state)
    assert rejoue.status_code == 400
    assert "Vous êtes toujours connecté" in rejoue.content.decode()
    assert personne.est_entree()
    assert personne.fournisseur.compte("token") == 1


def test_un_retour_vole_ne_sert_pas_ailleurs(personne: Personne, lien: LienFranceConnect) -> None:
    from tests.harnais.client import ClientStrict

    state = personne.partir()["state"]
    voleur = Personne(ClientStrict(), personne.fournisseur)
    assert voleur.revenir(state).status_code == 400
    assert not voleur.est_entree()


def test_un_depart_oublie_ne_sert_plus(personne: Personne, lien: LienFranceConnect, horloge: Any) -> None:
    state = personne.partir()["state"]
    horloge.shift(15 * 60)
    assert personne.revenir(state).status_code == 400
    assert not personne.est_entree()


def test_un_kid_du_jeu_est_bien_celui_des_essais(personne: Personne, lien: LienFranceConnect) -> None:
    """The honest answer of which each lie differs by one thing."""
    assert signer(personne.fournisseur, {"sub": "x"}).count(".") == 2
    assert personne.fournisseur.cles()[0]["kid"] == KID
    personne.passer()
    assert personne.est_entree()
