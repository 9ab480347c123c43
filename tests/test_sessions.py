"""A session ends: left idle, open too long, or by the person's own wish."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.sessions.models import Session

from tests.conftest import MAINTENANT, ClientDe
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona

MINUTE = timedelta(minutes=1)


@pytest.fixture
def membre(client_de: ClientDe, affilie: Persona) -> ClientStrict:
    return client_de(affilie)


def ouverte(client: ClientStrict) -> bool:
    return bool(client.get("/espace/").status_code == 200)


def test_l_inactivite_ferme_la_session(membre: ClientStrict, horloge: time_machine.Traveller) -> None:
    horloge.move_to(MAINTENANT + 20 * MINUTE - timedelta(seconds=1))
    assert ouverte(membre)
    horloge.shift(20 * MINUTE)
    adresse = "/cotisations/?annee=2026"
    reponse = membre.get(adresse)
    assert reponse.status_code == 302
    assert reponse["Location"] == "/connexion/?" + urlencode({"fin": "inactivite", "next": adresse}, safe="/")
    assert not Session.objects.exists()


def test_chaque_visite_repousse_l_inactivite(membre: ClientStrict, horloge: time_machine.Traveller) -> None:
    for _ in range(5):
        horloge.shift(19 * MINUTE)
        assert ouverte(membre)


def test_la_duree_maximale_ferme_meme_une_session_active(membre: ClientStrict, horloge: time_machine.Traveller) -> None:
    for _ in range(47):
        horloge.shift(15 * MINUTE)
        assert membre.post("/session/prolonger/").status_code == 204
    horloge.move_to(MAINTENANT + timedelta(hours=12))
    assert "fin=duree" in membre.get("/espace/")["Location"]
    assert not Session.objects.exists()


def test_la_page_de_connexion_dit_pourquoi(membre: ClientStrict, horloge: time_machine.Traveller) -> None:
    horloge.shift(timedelta(hours=1))
    page = membre.get("/espace/", follow=True).content.decode()
    assert "restée sans activité" in page
    assert 'value="/espace/"' in page


def test_un_envoi_perdu_ne_devient_pas_une_adresse(membre: ClientStrict, horloge: time_machine.Traveller) -> None:
    horloge.shift(timedelta(hours=1))
    assert membre.post("/deconnexion/")["Location"] == "/connexion/?fin=inactivite"


@pytest.mark.parametrize("adresse", ["/faq/", "/connexion/"])
def test_une_page_publique_ne_souffre_pas_d_une_session_finie(
    membre: ClientStrict, horloge: time_machine.Traveller, adresse: str
) -> None:
    horloge.shift(timedelta(hours=1))
    assert membre.get(adresse).status_code == 200
    assert not Session.objects.exists()


def test_qui_revient_apres_la_fin_se_connecte_du_premier_coup(
    membre: ClientStrict, horloge: time_machine.Traveller
) -> None:
    horloge.shift(timedelta(hours=1))
    saisie = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": MOT_DE_PASSE}
    assert membre.post("/connexion/", saisie)["Location"] == "/espace/"


def test_une_visite_par_minute_est_notee_au_plus(membre: ClientStrict, horloge: time_machine.Traveller) -> None:
    """Reading the session changes it once a minute, not once a page."""
    assert ouverte(membre)
    assert "session" not in membre.get("/espace/").cookies
    horloge.shift(MINUTE)
    assert "session" in membre.get("/espace/").cookies


def test_une_session_sans_horloge_est_fermee(affilie: Persona) -> None:
    """One that was not opened by the portal's own door."""
    client = ClientStrict()
    client.force_login(affilie.compte, backend="accounts.authentification.NumeroDeDossier")
    assert "fin=duree" in client.get("/espace/")["Location"]


def test_une_session_volee_apres_deconnexion_ne_vaut_rien(membre: ClientStrict) -> None:
    volee = membre.cookies["session"].value
    membre.post("/deconnexion/")
    voleur = ClientStrict()
    voleur.cookies["session"] = volee
    assert not ouverte(voleur)


def test_le_temoin_de_session_est_ferme_aux_scripts(client: ClientStrict, affilie: Persona) -> None:
    saisie = {"type_dossier": "affilie", "numero": affilie.dossier.numero, "mot_de_passe": MOT_DE_PASSE}
    temoin = client.post("/connexion/", saisie).cookies["session"]
    assert temoin["httponly"]
    assert temoin["samesite"] == "Lax"
    assert not temoin["max-age"]
