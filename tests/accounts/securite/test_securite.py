"""« Sécurité »: password, address, sessions, known browsers."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.enums import Acte
from accounts.models import CodeDeConfirmation, Compte, Dossier, EntreeJournal, Envoi, EssaisDeLHeure, SessionOuverte
from accounts.retention.services import purger
from accounts.securite.services import prouver_mot_de_passe
from carpimko_portal.lib.refus import TropDeDemandes
from tests.accounts.choix.fabrique import CHOISI, lire_le_code
from tests.conftest import MAINTENANT, ClientDe
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona

SECURITE, MOT, COURRIEL = "/compte/securite/", "/compte/mot-de-passe/", "/compte/courriel/"
CODE, FERMER = "/compte/courriel/confirmer/", "/compte/sessions/fermer/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOUVELLE = "nouvelle@portail.example"


def entrer(numero: str = "1234567", mot_de_passe: str = MOT_DE_PASSE, **entetes: Any) -> ClientStrict:
    client = ClientStrict(headers={"user-agent": FIREFOX}, **entetes)
    saisie = {"type_dossier": "affilie", "numero": numero, "mot_de_passe": mot_de_passe}
    assert client.post("/connexion/", saisie).status_code == 302
    return client


@pytest.fixture
def membre(affilie: Persona) -> ClientStrict:
    return entrer()


def ouvert(client: ClientStrict) -> bool:
    return bool(client.get("/espace/").status_code == 200)


def changer(client: ClientStrict, actuel: str = MOT_DE_PASSE, nouveau: str = CHOISI) -> Any:
    return client.post(MOT, {"actuel": actuel, "nouveau": nouveau})


# Password --------------------------------------------------------------------------------------


def test_changer_de_mot_de_passe_ferme_les_autres_sessions(membre: ClientStrict) -> None:
    autres = [entrer(), entrer()]
    assert changer(membre)["Location"] == SECURITE
    assert ouvert(membre)
    assert not any(ouvert(autre) for autre in autres)
    assert Session.objects.count() == SessionOuverte.objects.count() == 1
    assert ouvert(entrer(mot_de_passe=CHOISI))
    avis = Envoi.objects.get(genre="mot-de-passe-change")
    assert avis.references["appareil"] == "Firefox sur Windows"
    assert EntreeJournal.objects.filter(acte=Acte.MOT_DE_PASSE_CHANGE).count() == 1


def test_la_session_qui_change_change_de_cle(membre: ClientStrict) -> None:
    avant = membre.cookies["session"].value
    changer(membre)
    vole = ClientStrict()
    vole.cookies["session"] = avant
    assert not ouvert(vole)


def test_ce_navigateur_reste_connu(membre: ClientStrict) -> None:
    changer(membre)
    Envoi.objects.all().delete()
    membre.post("/deconnexion/")
    membre.post("/connexion/", {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": CHOISI})
    assert not Envoi.objects.exists()


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ({"actuel": "Faux-2026"}, "pas votre mot de passe actuel"),
        ({"actuel": ""}, "Saisissez votre mot de passe actuel"),
        ({"nouveau": "Marseille2026!"}, "mot courant"),
        ({"nouveau": MOT_DE_PASSE}, "déjà votre mot de passe"),
    ],
)
def test_un_changement_refuse_ne_change_rien(membre: ClientStrict, saisie: dict[str, str], message: str) -> None:
    page = changer(membre, **saisie).content.decode()
    assert message in page
    assert Compte.objects.get().check_password(MOT_DE_PASSE)


def test_le_mot_de_passe_actuel_ne_se_devine_pas(membre: ClientStrict) -> None:
    statuts = [changer(membre, actuel="Faux-2026").status_code for _ in range(7)]
    assert statuts == [200] * 5 + [429] * 2
    assert changer(membre).status_code == 429


def test_un_mot_de_passe_actuel_faux_se_sait(membre: ClientStrict) -> None:
    changer(membre, actuel="Faux-2026")
    assert EntreeJournal.objects.filter(acte=Acte.MOT_DE_PASSE_REFUSE, par__isnull=False).count() == 1
    assert EssaisDeLHeure.objects.get().echecs == 1


def test_le_mot_de_passe_actuel_ne_se_devine_pas_en_un_jour(
    membre: ClientStrict, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    recus = []
    for _ in range(70):
        try:
            recus.append(prouver_mot_de_passe(compte=affilie.compte, saisie="Faux-2026"))
        except TropDeDemandes:
            recus.append(True)
        horloge.shift(timedelta(minutes=4))
    assert recus.count(False) < 40


def test_un_code_faux_compte_dans_l_alarme(membre: ClientStrict) -> None:
    demander(membre)
    bon = lire_le_code()
    membre.post(CODE, {"code": f"{(int(bon) + 1) % 10**8:08d}"})
    assert EssaisDeLHeure.objects.get().echecs == 1


# E-mail ----------------------------------------------------------------------------------------


def demander(client: ClientStrict, courriel: str = NOUVELLE, actuel: str = MOT_DE_PASSE) -> Any:
    return client.post(COURRIEL, {"courriel": courriel, "actuel": actuel})


def test_changer_d_adresse_avise_les_deux(membre: ClientStrict, affilie: Persona) -> None:
    assert demander(membre)["Location"] == CODE
    assert Dossier.objects.get().courriel == affilie.dossier.courriel
    assert membre.post(CODE, {"code": lire_le_code()})["Location"] == SECURITE
    dossier = Dossier.objects.get()
    assert (dossier.courriel, dossier.courriel_confirme_le) == (NOUVELLE, timezone.now())
    genres = set(Envoi.objects.values_list("genre", flat=True))
    assert {"courriel-change", "courriel-remplace"} <= genres
    assert CodeDeConfirmation.objects.get().courriel_avant == affilie.dossier.courriel
    assert "Confirmée par vous" in membre.get(SECURITE).content.decode()


def test_sans_le_mot_de_passe_aucun_code_ne_part(membre: ClientStrict) -> None:
    assert "pas votre mot de passe actuel" in demander(membre, actuel="Faux-2026").content.decode()
    assert membre.get(CODE)["Location"] == COURRIEL
    assert not CodeDeConfirmation.objects.exists()


def test_le_code_d_une_session_ne_vaut_rien_dans_une_autre(membre: ClientStrict) -> None:
    demander(membre)
    code = lire_le_code()
    assert entrer().post(CODE, {"code": code})["Location"] == COURRIEL
    assert Dossier.objects.get().courriel != NOUVELLE


def test_renvoyer_le_code(membre: ClientStrict) -> None:
    demander(membre)
    ancien = lire_le_code()
    assert membre.post("/compte/courriel/renvoyer/")["Location"] == CODE
    assert "pas le bon code" in membre.post(CODE, {"code": ancien}).content.decode()
    assert membre.post(CODE, {"code": lire_le_code()})["Location"] == SECURITE


def test_sans_journal_l_adresse_ne_change_pas(membre: ClientStrict, affilie: Persona) -> None:
    demander(membre)
    membre.raise_request_exception = False
    with patch("accounts.securite.services.journaliser", side_effect=RuntimeError):
        assert membre.post(CODE, {"code": lire_le_code()}).status_code == 500
    assert Dossier.objects.get().courriel == affilie.dossier.courriel
    assert CodeDeConfirmation.objects.get().utilise_le is None


# Sessions --------------------------------------------------------------------------------------


def test_la_liste_dit_ou_et_quand(membre: ClientStrict, horloge: time_machine.Traveller) -> None:
    horloge.shift(timedelta(minutes=7))
    entrer(REMOTE_ADDR="192.0.2.77")
    page = membre.get(SECURITE).content.decode()
    assert page.count("Firefox sur Windows</strong>") == 2
    assert page.count("Cette session") == 1
    assert "192.0.2.0/24" in page
    assert "192.0.2.77" not in page
    assert page.index("Cette session") < page.index("192.0.2.0/24")


def test_une_session_fermee_meurt_a_la_requete_suivante(membre: ClientStrict) -> None:
    autre = entrer()
    ligne = SessionOuverte.objects.get(session_id=autre.cookies["session"].value)
    assert ouvert(autre)
    assert membre.post(FERMER, {"session": str(ligne.public_id)})["Location"] == SECURITE
    assert not ouvert(autre)
    assert ouvert(membre)


def test_fermer_toutes_les_autres(membre: ClientStrict) -> None:
    autres = [entrer(), entrer()]
    membre.post("/compte/sessions/fermer-les-autres/")
    assert ouvert(membre)
    assert not any(ouvert(autre) for autre in autres)
    assert "nulle part ailleurs" in membre.get(SECURITE).content.decode()
    assert EntreeJournal.objects.get(acte=Acte.SESSION_FERMEE).details == {"nombre": 2}


@pytest.mark.parametrize("qui", ["autre", "inconnue", "illisible"])
def test_un_etranger_ne_ferme_pas_la_session_d_un_autre(membre: ClientStrict, etranger: Persona, qui: str) -> None:
    intrus = entrer("7654321")
    ligne = SessionOuverte.objects.get(session_id=membre.cookies["session"].value)
    session = {"autre": str(ligne.public_id), "inconnue": "00000000-0000-0000-0000-000000000000"}.get(qui, "x")
    assert intrus.post(FERMER, {"session": session}).status_code == 404
    intrus.post("/compte/sessions/fermer-les-autres/")
    assert ouvert(membre)
    assert "192.0" not in intrus.get(SECURITE).content.decode()


def test_une_session_oubliee_dans_un_coin_n_est_pas_listee(
    membre: ClientStrict, horloge: time_machine.Traveller
) -> None:
    entrer()
    horloge.shift(timedelta(minutes=15))
    assert ouvert(membre)
    horloge.shift(timedelta(minutes=15))
    assert "nulle part ailleurs" in membre.get(SECURITE).content.decode()


def test_la_liste_coute_autant_pour_une_ou_dix(membre: ClientStrict, django_assert_num_queries: Any) -> None:
    """Session, accès with its compte and dossier, list."""
    with django_assert_num_queries(3):
        membre.get(SECURITE)
    for _ in range(9):
        entrer()
    with django_assert_num_queries(3):
        membre.get(SECURITE)


def test_la_ligne_part_avec_sa_session(membre: ClientStrict, horloge: time_machine.Traveller) -> None:
    entrer()
    membre.post("/deconnexion/")
    assert SessionOuverte.objects.count() == 1
    horloge.move_to(MAINTENANT + timedelta(hours=13))
    assert {ligne.purge.code: ligne.nombre for ligne in purger(par=None)}["sessions"] == 1
    assert not SessionOuverte.objects.exists()
    assert not Session.objects.exists()


# Known browsers, retention ---------------------------------------------------------------------


def test_oublier_les_navigateurs_connus(membre: ClientStrict) -> None:
    avant = Compte.objects.get().appareils_nonce
    assert membre.post("/compte/navigateurs/oublier/")["Location"] == SECURITE
    assert Compte.objects.get().appareils_nonce != avant
    membre.post("/deconnexion/")
    Envoi.objects.all().delete()
    membre.post("/connexion/", {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": MOT_DE_PASSE})
    assert Envoi.objects.get().genre == "connexion"


def test_un_delegue_ne_change_pas_l_adresse(client_de: ClientDe, affilie: Persona) -> None:
    assert affilie.acces
    affilie.acces.role = "delegue"
    affilie.acces.save()
    delegue = client_de(affilie)
    assert delegue.get(COURRIEL).status_code == delegue.post(CODE, {"code": "12345678"}).status_code == 404
    assert delegue.get(SECURITE).status_code == 200
