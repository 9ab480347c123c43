"""What the public pages and the frame say is what the settings say."""

from datetime import timedelta

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from pytest_django import Settings

from accounts.enums import StatutDossier, TypeDossier
from accounts.selectors import lignes_adresse
from carpimko_portal.templatetags.composants import annonce
from tests.conftest import ClientDe
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db


def texte(client: ClientStrict, adresse: str) -> str:
    return str(client.get(adresse).content.decode())


def test_les_durees_de_session_sont_celles_des_reglages(client: ClientStrict, settings: Settings) -> None:
    settings.SESSION_INACTIVITE, settings.SESSION_DUREE_MAX = timedelta(minutes=7), timedelta(hours=3)
    assert "7\u00a0minutes" in texte(client, "/faq/")
    for adresse in ("/faq/", "/connexion/?fin=duree", "/cookies/"):
        page = texte(client, adresse)
        assert "3\u00a0heures" in page
        assert "12\u00a0heures" not in page


def test_les_cookies_sont_nommes(client: ClientStrict, settings: Settings) -> None:
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    page = texte(client, "/cookies/")
    for nom in ("__Host-session", "__Host-csrf", "messages", "affichage"):
        assert f'scope="row">{nom}</th>' in page


def test_les_cookies_deposes_sont_ceux_de_la_page(client: ClientStrict) -> None:
    client.post("/reglages/", {"theme": "sombre", "taille": "normale"})
    client.get("/connexion/")
    page = texte(client, "/cookies/")
    assert {"affichage", "messages", "csrf"} <= set(client.cookies)
    assert all(f'scope="row">{nom}</th>' in page for nom in client.cookies)


@pytest.mark.parametrize("minutes", [1, 2, 5, 20])
def test_l_alerte_de_session_n_est_jamais_negative(
    client_de: ClientDe, affilie: Persona, settings: Settings, minutes: int
) -> None:
    settings.SESSION_INACTIVITE = timedelta(minutes=minutes)
    page = texte(client_de(affilie), "/espace/")
    assert f'data-alerte="{max(0, minutes - 2) * 60}" data-fin="{minutes * 60}"' in page


def test_franceconnect_ne_depend_que_de_ses_reglages(client: ClientStrict, settings: Settings) -> None:
    page = texte(client, "/connexion/?next=/documents/")
    assert 'class="franceconnect" href="/franceconnect/connexion/?next=%2Fdocuments%2F"' in page
    assert "deux-voies" in page
    assert "n’est pas encore ouvert" not in texte(client, "/franceconnect/presentation/")
    settings.FRANCECONNECT_ACTIF = False
    assert 'type="button" disabled' in texte(client, "/connexion/")
    assert "n’est pas encore ouvert" in texte(client, "/franceconnect/presentation/")
    settings.DEMONSTRATION = False
    page = texte(client, "/connexion/")
    assert "FranceConnect" not in page.split("<main", 1)[1]
    assert "voie-unique" in page
    assert "Comptes de démonstration" not in page


def test_les_comptes_de_demonstration_disent_quoi_choisir(client: ClientStrict) -> None:
    lignes = texte(client, "/connexion/").split("Comptes de démonstration", 1)[1].split("<tr role")[2:]
    for ligne in lignes:
        numero = ligne.split("<code>", 1)[1].split("</code>", 1)[0]
        assert ("Affilié<" if len(numero) == 7 else "Ayant droit<") in ligne
    assert len(lignes) >= 2


def test_le_creancier_est_dans_les_mentions_legales(client: ClientStrict, settings: Settings) -> None:
    settings.CAISSE_ICS = "FR12ZZZ345678"
    assert "FR12ZZZ345678 (fictif)" in texte(client, "/mentions-legales/")
    settings.DEMONSTRATION = False
    assert "(fictif)" not in texte(client, "/mentions-legales/")


@pytest.mark.parametrize(
    ("niveau", "ton", "role", "titre"),
    [
        (messages.INFO, "info", "status", "À savoir"),
        (messages.SUCCESS, "succes", "status", "C’est fait"),
        (messages.WARNING, "attention", "status", "À noter"),
        (messages.ERROR, "danger", "alert", "La demande n’a pas abouti"),
    ],
)
def test_une_annonce_dit_sa_gravite_en_mots(niveau: int, ton: str, role: str, titre: str) -> None:
    html = annonce(Message(niveau, "<b>"))
    assert f'class="avis avis-{ton}" role="{role}"' in html
    assert titre in html
    assert "&lt;b&gt;" in html


def test_le_resume_des_erreurs_precede_le_titre_et_mene_a_un_champ(client: ClientStrict) -> None:
    saisie = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": "Pas-le-bon"}
    page = str(client.post("/connexion/", saisie).content.decode()).split("<main", 1)[1]
    resume, reste = page.split("<h1", 1)
    assert 'href="#id_type_dossier_0">Ces informations' in resume
    assert "<h2" not in resume
    assert 'id="id_type_dossier_0"' in reste


def test_une_femme_est_dite_au_feminin(client_de: ClientDe, affilie: Persona) -> None:
    affilie.dossier.statut = StatutDossier.RETRAITE
    affilie.dossier.save()
    page = texte(client_de(affilie), "/compte/")
    for mots in ("Retraitée", "Affiliée", "Conventionnée", "Infirmière"):
        assert f"{mots}<" in page


@pytest.mark.parametrize(
    ("statut", "femme", "homme"),
    [
        (StatutDossier.COTISANT, "Cotisante", "Cotisant"),
        (StatutDossier.RADIE, "Radiée", "Radié"),
        (StatutDossier.CUMUL, "Cumul emploi-retraite", "Cumul emploi-retraite"),
        (TypeDossier.AYANT_DROIT, "Ayant droit", "Ayant droit"),
    ],
)
def test_au_genre(statut: StatutDossier | TypeDossier, femme: str, homme: str) -> None:
    assert (statut.au_genre("female"), statut.au_genre("male")) == (femme, homme)


def test_un_pays_etranger_est_ecrit_en_entier(affilie: Persona) -> None:
    dossier = affilie.dossier
    assert lignes_adresse(dossier)[-1] == "00000 VILLE-FICTIVE"
    dossier.pays = "DE"
    assert lignes_adresse(dossier)[-1] == "ALLEMAGNE"


def test_la_faq_et_le_plan_parlent_des_paiements(client: ClientStrict) -> None:
    faq, plan = texte(client, "/faq/"), texte(client, "/plan-du-site/")
    for adresse in ("payer", "paiements", "prelevement", "virement"):
        assert f'href="/cotisations/{adresse}/"' in faq
        assert f'href="/cotisations/{adresse}/"' in plan
    assert "à confirmer auprès de la caisse" in faq
