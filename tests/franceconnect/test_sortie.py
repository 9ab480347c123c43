"""Leaving goes through FranceConnect, and never by accident."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt as pyjwt
import pytest

from accounts.models import LienFranceConnect
from tests.accounts.choix.fabrique import choisir, creer_secret, presenter
from tests.accounts.reinitialisation.conftest import Visiteur
from tests.franceconnect.conftest import Personne
from tests.franceconnect.fournisseur import SUB
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona, ouvrir

SORTIE = "/franceconnect/sortie/"


@pytest.fixture
def entree(personne: Personne, lien: LienFranceConnect) -> Personne:
    personne.passer()
    return personne


def quitter(personne: Personne, adresse: str = "/deconnexion/") -> dict[str, str]:
    reponse = personne.client.post(adresse)
    morceaux = urlsplit(reponse["Location"])
    assert f"{morceaux.scheme}://{morceaux.netloc}{morceaux.path}" == f"{personne.fournisseur.emetteur}/session/end"
    return dict(parse_qsl(morceaux.query))


def test_se_deconnecter_passe_par_franceconnect(entree: Personne) -> None:
    parametres = quitter(entree)
    assert set(parametres) == {"id_token_hint", "post_logout_redirect_uri", "state"}
    assert pyjwt.decode(parametres["id_token_hint"], options={"verify_signature": False})["sub"] == SUB
    assert parametres["post_logout_redirect_uri"] == "http://testserver/franceconnect/sortie/"
    assert len(parametres["state"]) >= 32
    assert not entree.est_entree()
    assert entree.client.get(SORTIE, {"state": parametres["state"]})["Location"] == "/"
    assert "déconnecté du portail et de FranceConnect" in entree.dit("/")


def test_le_retour_de_sortie_ne_sert_qu_une_fois(entree: Personne) -> None:
    state = quitter(entree)["state"]
    entree.client.get(SORTIE, {"state": state})
    assert entree.client.get(SORTIE, {"state": state}).status_code == 400


@pytest.mark.parametrize("state", ["", "faux"])
def test_un_faux_retour_de_sortie_ne_deconnecte_personne(entree: Personne, state: str) -> None:
    reponse = entree.client.get(SORTIE, {"state": state})
    assert reponse.status_code == 400
    assert "ne déconnecte personne" in reponse.content.decode()
    assert entree.est_entree()


def test_le_retour_d_un_autre_navigateur_n_est_pas_cru(entree: Personne) -> None:
    assert ClientStrict().get(SORTIE, {"state": quitter(entree)["state"]}).status_code == 400


def test_le_mot_de_passe_seul_ne_passe_pas_par_franceconnect(personne: Personne, alice: Persona) -> None:
    ouvrir(personne.client, alice)
    assert personne.client.post("/deconnexion/")["Location"] == "/"


def test_apres_une_fin_de_session_on_peut_encore_quitter_franceconnect(entree: Personne, horloge: Any) -> None:
    horloge.shift(21 * 60)
    assert "fin=inactivite" in entree.client.get("/espace/")["Location"]
    assert "Se déconnecter de FranceConnect" in entree.dit("/connexion/?fin=inactivite")
    assert quitter(entree, "/franceconnect/quitter/")["id_token_hint"]
    assert "Se déconnecter de FranceConnect" not in entree.dit("/connexion/")


def test_la_personne_suivante_n_herite_que_de_la_sortie(entree: Personne, horloge: Any, etranger: Persona) -> None:
    """Another member logs in with a password on the same browser: neither dossier nor identity follows."""
    horloge.shift(21 * 60)
    entree.client.get("/espace/")
    saisie = {"type_dossier": "affilie", "numero": etranger.dossier.numero, "mot_de_passe": MOT_DE_PASSE}
    assert entree.client.post("/connexion/", saisie)["Location"] == "/espace/"
    assert entree.client.get("/dossiers/").content.decode().count('<li class="carte"') == 1
    assert quitter(entree)["id_token_hint"]


def test_sans_rien_a_quitter_on_dit_ce_qui_peut_rester(personne: Personne) -> None:
    assert personne.client.post("/franceconnect/quitter/")["Location"] == "/connexion/"
    assert "30\u00a0minutes" in personne.dit("/connexion/")


def test_la_politique_laisse_partir_vers_franceconnect() -> None:
    from django.conf import settings

    directives: Any = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert "http://127.0.0.1:8000" in directives["form-action"]


def test_demander_un_mot_de_passe_n_enferme_pas_dans_franceconnect(
    personne: Personne, affilie: Persona, settings: Any
) -> None:
    """From the linking page to a request, then to the choice: the next person on this computer is not let in."""
    settings.CAPTCHA_TRAVAIL = 2
    personne.passer()
    assert Visiteur(personne.client).nommer("1234567")["Location"] == "/mot-de-passe-oublie/choix/"
    assert "franceconnect_attente" not in personne.client.session
    assert "Se déconnecter de FranceConnect" in personne.dit("/connexion/")
    creer_secret(affilie.dossier)
    presenter(personne.client, affilie.dossier)
    choisir(personne.client, affilie.dossier.courriel)
    assert quitter(personne)["id_token_hint"]
