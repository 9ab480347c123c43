"""The proof of work: one proof, one use, one form, one browser, ten minutes."""

import base64
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.captcha import CaptchaField
from accounts.captcha.fournisseur import Contexte
from accounts.captcha.preuve_de_travail import PreuveDeTravail, nouveau_defi
from accounts.captcha.usage import purger_preuves
from accounts.models import PreuveUtilisee
from accounts.tasks import purger_captcha
from tests.accounts.captcha.essai import AutreForm, EssaiForm, encoder, refus, requete, resoudre, solution
from tests.conftest import MAINTENANT
from tests.harnais.client import ClientStrict

FILS = 20
pytestmark = pytest.mark.django_db


def decoder(reponse: str) -> Any:
    return json.loads(base64.b64decode(reponse))


def test_une_preuve_sert_une_fois() -> None:
    preuve = solution()
    assert refus(preuve) == ""
    assert "déjà servi" in refus(preuve)
    assert PreuveUtilisee.objects.count() == 1


def test_rien_ne_vaut_rien() -> None:
    assert "Cochez la case" in refus("")


@pytest.mark.parametrize(
    "ailleurs",
    [{"formulaire": "autre"}, {"secret": "b" * 32}, {"session": "c" * 32}],
    ids=["autre formulaire", "autre navigateur", "autre session"],
)
def test_une_preuve_faite_ailleurs_est_refusee(ailleurs: dict[str, str]) -> None:
    assert refus(solution(**ailleurs))
    assert PreuveUtilisee.objects.count() == 0


def test_une_preuve_d_ailleurs_vaut_la_ou_elle_est_faite() -> None:
    assert refus(solution("autre"), AutreForm) == ""
    assert refus(solution(session="c" * 32), session="c" * 32) == ""


def test_dix_minutes(horloge: time_machine.Traveller) -> None:
    premiere, seconde = solution(), solution()
    horloge.move_to(MAINTENANT + timedelta(minutes=10))
    assert refus(premiere) == ""
    horloge.move_to(MAINTENANT + timedelta(minutes=10, seconds=1))
    assert refus(seconde)


def test_une_autre_cle_secrete_ne_signe_rien_ici() -> None:
    with override_settings(SECRET_KEY="z" * 60):
        ailleurs = nouveau_defi(Contexte(requete(), "essai"))
    ailleurs["parameters"]["data"]["liaison"] = Contexte(requete(), "essai").liaison
    assert refus(resoudre(ailleurs))


@pytest.mark.parametrize("champ", ["expiresAt", "cost", "keyPrefix", "nonce", "data", "keySignature"])
def test_un_defi_retouche_est_refuse(champ: str) -> None:
    faux = decoder(solution())
    faux["challenge"]["parameters"][champ] = {"expiresAt": 99999999999, "cost": 1, "data": None}.get(champ, "00")
    assert refus(encoder(faux))


def test_un_defi_non_resolu_est_refuse() -> None:
    defi = nouveau_defi(Contexte(requete(), "essai"))
    cles: list[Any] = [defi["parameters"]["keyPrefix"] * 2, "", "zz", None, 7, []]
    for cle in cles:
        assert refus(encoder({"challenge": defi, "solution": {"counter": 1, "derivedKey": cle}}))


@pytest.mark.parametrize(
    "reponse",
    [
        *["A" * 200_000, "é" * 50, "pas de la base64 !", "=", "{}", "\ud800"],
        *map(encoder, [None, [], {}, 7, {"challenge": 1, "solution": 2}]),
        encoder({"challenge": {"parameters": []}, "solution": {}}),
        *[base64.b64encode(octets).decode() for octets in (b"\xff\xfe", b"[" * 3000, b"1e999")],
    ],
    ids=lambda reponse: reponse[:12].encode("ascii", "replace").decode(),
)
def test_n_importe_quoi_est_refuse(reponse: str) -> None:
    assert refus(reponse)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda plus: st.lists(plus, max_size=3) | st.dictionaries(st.text(max_size=6), plus, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["challenge", "solution", "parameters", "signature", "feuille"]), st.data())
def test_aucune_forme_ne_le_fait_tomber(ou: str, data: st.DataObject) -> None:
    contenu = decoder(solution())
    valeur = data.draw(_JSON)
    if ou in contenu:
        contenu[ou] = valeur
    elif ou in contenu["challenge"]:
        contenu["challenge"][ou] = valeur
    else:
        parametres = contenu["challenge"]["parameters"]
        parametres[data.draw(st.sampled_from(sorted(parametres)))] = valeur
    reponse = encoder(contenu)
    if decoder(reponse) != decoder(encoder(decoder(solution()))):
        PreuveDeTravail().verify(Contexte(requete(), "essai"), reponse)  # any verdict, and no exception


@pytest.mark.parametrize("taille", [100_000, 1_000_000])
def test_une_page_ne_tombe_pas_sous_le_poids(client: ClientStrict, taille: int) -> None:
    client.raise_request_exception = False
    reponse = client.post("/essai/", {"nom": "Alice", "captcha": "A" * taille})
    assert reponse.status_code == (200 if taille < 262_144 else 400)
    assert "Bienvenue" not in reponse.content.decode()


# Who else is there at the same moment ------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_vingt_fils_une_preuve_un_admis() -> None:
    preuve = solution()
    depart = threading.Barrier(FILS)

    def envoyer(_: int) -> str:
        try:
            depart.wait()
            return refus(preuve)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(FILS) as fils:
        verdicts = list(fils.map(envoyer, range(FILS)))
    assert verdicts.count("") == 1
    assert PreuveUtilisee.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_deux_processus_une_preuve_un_admis() -> None:
    preuve, base = solution(), str(connection.settings_dict["NAME"])
    commande = [sys.executable, "-m", "tests.accounts.captcha.processus", base, preuve]
    enfants = [subprocess.Popen(commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [enfant.stdout.readline().strip() for enfant in enfants if enfant.stdout] == ["prêt"] * 2
    for enfant in enfants:
        assert enfant.stdin
        enfant.stdin.write("\n")
        enfant.stdin.flush()
    assert sorted(enfant.communicate()[0].strip() for enfant in enfants) == ["admis", "refusé"]


# The field on its page ---------------------------------------------------------------------------


def defi(client: ClientStrict) -> dict[str, Any]:
    reponse = client.get("/captcha/essai/defi/")
    assert "no-store" in reponse["Cache-Control"]
    return dict(reponse.json())


def test_de_la_page_au_defi_et_a_l_admission(client: ClientStrict) -> None:
    page = client.get("/essai/").content.decode()
    assert 'data-defi="/captcha/essai/defi/"' in page
    assert page.count("Je ne suis pas un robot") == 1
    preuve = resoudre(defi(client))
    assert "Bienvenue" in client.post("/essai/", {"nom": "Alice", "captcha": preuve}).content.decode()
    encore = client.post("/essai/", {"nom": "Alice", "captcha": preuve}).content.decode()
    assert "Bienvenue" not in encore
    assert 'aria-describedby="id_captcha_etat id_captcha_error" aria-invalid="true"' in encore


def test_une_autre_faute_ne_consomme_pas_la_preuve(client: ClientStrict) -> None:
    preuve = resoudre(defi(client))
    assert "Indiquez votre nom." in client.post("/essai/", {"nom": "", "captcha": preuve}).content.decode()
    assert "Bienvenue" in client.post("/essai/", {"nom": "Alice", "captcha": preuve}).content.decode()


def test_le_defi_d_un_autre_navigateur(client: ClientStrict) -> None:
    preuve = resoudre(defi(ClientStrict()))
    client.get("/essai/")
    assert "Bienvenue" not in client.post("/essai/", {"nom": "Alice", "captcha": preuve}).content.decode()


def test_deux_formulaires_ne_partagent_rien() -> None:
    un, deux = EssaiForm(request=requete()), EssaiForm(request=requete(secret="b" * 32))
    assert un.fields["captcha"].widget is not deux.fields["captcha"].widget
    assert un.fields["captcha"].widget.contexte.liaison != deux.fields["captcha"].widget.contexte.liaison
    assert EssaiForm.base_fields["captcha"].widget.contexte is None


def test_hors_de_son_formulaire_le_champ_se_plaint() -> None:
    with pytest.raises(ImproperlyConfigured):
        CaptchaField(formulaire="essai").refus("x")


def test_la_politique_de_contenu_n_est_pas_relachee(client: ClientStrict) -> None:
    assert client.get("/essai/")["Content-Security-Policy"] == client.get("/faq/")["Content-Security-Policy"]


def test_la_purge_n_oublie_que_ce_qui_est_perime(horloge: time_machine.Traveller) -> None:
    ancienne = solution()
    assert refus(ancienne) == ""
    assert purger_preuves() == 0
    horloge.shift(timedelta(minutes=16))
    recente = solution()
    assert refus(recente) == ""
    purger_captcha()
    assert PreuveUtilisee.objects.count() == 1
    assert refus(ancienne)
    assert refus(recente)
