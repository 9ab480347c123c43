"""Connexion by numéro de dossier."""

import re
from datetime import date
from unittest.mock import patch

import pytest
from argon2.low_level import hash_secret, verify_secret
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Acte
from accounts.forms import REFUS
from accounts.models import Acces, Compte, EntreeJournal
from tests.conftest import ClientDe
from tests.harnais.personas import MOT_DE_PASSE, Persona, creer_dossier

ADRESSE = "/connexion/"


def essai(**champs: str) -> dict[str, str]:
    return {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": MOT_DE_PASSE} | champs


def test_la_page_montre_les_deux_voies_dans_lordre_de_la_procedure(client: Client) -> None:
    page = client.get(ADRESSE).content.decode()
    etapes = ["FranceConnect", ">Ou<", "En utilisant mon numéro de dossier", "Affilié", "Ayant droit"]
    etapes += ["Numéro de dossier", "Mot de passe", ">Connexion<", "Mot de passe oublié / Première connexion"]
    positions = [page.index(etape, page.index("<h1")) for etape in etapes[:1]]
    for etape in etapes[1:]:
        positions.append(page.index(etape, positions[-1]))
    assert positions == sorted(positions)


@pytest.mark.django_db
def test_un_affilie_entre_et_arrive_sur_son_espace(client: Client, affilie: Persona) -> None:
    reponse = client.post(ADRESSE, essai())
    assert reponse.status_code == 302
    assert reponse["Location"] == reverse("espace")
    assert "Bonjour Alice" in client.get(reponse["Location"]).content.decode()
    assert EntreeJournal.objects.filter(acte=Acte.CONNEXION, dossier=affilie.dossier).count() == 1


@pytest.mark.django_db
def test_un_ayant_droit_entre_avec_neuf_chiffres(client: Client, ayant_droit: Persona) -> None:
    assert client.post(ADRESSE, essai(type_dossier="affilie", numero="123456789")).status_code == 200
    assert client.post(ADRESSE, essai(type_dossier="ayant_droit", numero="123456789")).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("numero", ["1 234 567", "1.234.567", " 1234567 ", "1\u202f234\u00a0567"])
def test_espaces_et_points_sont_toleres(client: Client, affilie: Persona, numero: str) -> None:
    assert client.post(ADRESSE, essai(numero=numero)).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "champs",
    [
        {"mot_de_passe": "Faux-2026"},
        {"numero": "1111111"},
        {"numero": "123456"},
        {"numero": "12345670"},
        {"numero": "123456a"},
        {"numero": "١٢٣٤٥٦٧"},
        {"numero": "9" * 5000},
        {"type_dossier": "ayant_droit"},
        {"mot_de_passe": "x" * 129},
    ],
    ids=["mot de passe", "inconnu", "court", "long", "lettre", "chiffres arabes", "enorme", "type", "mot trop long"],
)
def test_un_seul_message_pour_toutes_les_causes(client: Client, affilie: Persona, champs: dict[str, str]) -> None:
    reponse = client.post(ADRESSE, essai(**champs))
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert page.count(REFUS.split(".")[0]) == 1
    assert "<title>Erreur\u00a0: Connexion" in page
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_le_refus_garde_le_numero_mais_jamais_le_mot_de_passe(client: Client, affilie: Persona) -> None:
    page = client.post(ADRESSE, essai(mot_de_passe="Secret-Faux-1")).content.decode()
    assert 'value="1234567"' in page
    assert "Secret-Faux-1" not in page


@pytest.mark.django_db
def test_une_saisie_impossible_ne_coute_ni_hachage_ni_ecriture(client: Client, affilie: Persona) -> None:
    with patch("accounts.preuve.authenticate") as authentifier:
        client.post(ADRESSE, essai(numero="12"))
        client.post(ADRESSE, essai(mot_de_passe="x" * 10_000))
    authentifier.assert_not_called()
    assert not EntreeJournal.objects.filter(acte=Acte.CONNEXION_REFUSEE).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("cas", ["inconnu", "sans compte", "inutilisable", "inactif", "mauvais mot de passe"])
def test_chaque_refus_coute_exactement_un_hachage(client: Client, affilie: Persona, cas: str) -> None:
    if cas == "sans compte":
        creer_dossier("7654321")
    affilie.compte.is_active = cas != "inactif"
    if cas == "inutilisable":
        affilie.compte.set_unusable_password()
    affilie.compte.save()
    numero = {"inconnu": "1111111", "sans compte": "7654321"}.get(cas, "1234567")
    saisie = essai(numero=numero, mot_de_passe=MOT_DE_PASSE if cas == "inactif" else "Faux-2026")
    with (
        patch("argon2.low_level.hash_secret", wraps=hash_secret) as hache,
        patch("argon2._password_hasher.verify_secret", wraps=verify_secret) as verifie,
    ):
        assert client.post(ADRESSE, saisie).status_code == 200
    assert hache.call_count + verifie.call_count == 1


@pytest.mark.django_db
def test_les_reponses_aux_dossiers_connus_et_inconnus_sont_les_memes(client: Client, affilie: Persona) -> None:
    connu = client.post(ADRESSE, essai(mot_de_passe="Faux-2026"))
    inconnu = client.post(ADRESSE, essai(mot_de_passe="Faux-2026", numero="1234568"))
    assert connu.status_code == inconnu.status_code
    assert _sans_aleas(connu.content.decode()) == _sans_aleas(inconnu.content.decode()).replace("1234568", "1234567")
    assert connu.headers.keys() == inconnu.headers.keys()


def _sans_aleas(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


@pytest.mark.django_db
def test_champs_vides_le_disent_au_champ(client: Client) -> None:
    page = client.post(ADRESSE, {"type_dossier": "affilie", "numero": "", "mot_de_passe": ""}).content.decode()
    assert 'href="#id_numero"' in page
    assert 'href="#id_mot_de_passe"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("suite", "attendue"),
    [
        ("/cotisations/", "/cotisations/"),
        ("https://mechant.example/", "/espace/"),
        ("//mechant.example", "/espace/"),
        ("javascript:alert(1)", "/espace/"),
        ("", "/espace/"),
    ],
)
def test_la_suite_ne_mene_quau_portail(client: Client, affilie: Persona, suite: str, attendue: str) -> None:
    assert client.post(ADRESSE, essai(next=suite))["Location"] == attendue


@pytest.mark.django_db
def test_la_session_change_a_la_connexion_et_meurt_a_la_deconnexion(client: Client, affilie: Persona) -> None:
    client.post("/reglages/", {"theme": "clair", "taille": "normale"})  # opens an anonymous session (message)
    avant = client.session.session_key
    client.post(ADRESSE, essai())
    cle = client.cookies["session"].value
    assert cle != avant
    assert client.get("/espace/").status_code == 200

    reponse = client.post("/deconnexion/")
    assert reponse["Location"] == "/"
    voleur = Client()
    voleur.cookies["session"] = cle
    assert voleur.get("/espace/")["Location"].startswith(ADRESSE)
    assert EntreeJournal.objects.filter(acte=Acte.DECONNEXION).count() == 1


@pytest.mark.django_db
def test_la_deconnexion_est_un_post(client: Client, affilie: Persona) -> None:
    client.post(ADRESSE, essai())
    assert client.get("/deconnexion/").status_code == 405
    assert client.get("/espace/").status_code == 200


@pytest.mark.django_db
def test_un_hachage_plus_ancien_est_refait_a_la_connexion(client: Client, affilie: Persona) -> None:
    compte = affilie.compte
    tiede = Argon2PasswordHasher().encode(MOT_DE_PASSE, "selselselselsel")
    Compte.objects.filter(pk=compte.pk).update(password=tiede)
    client.post(ADRESSE, essai())
    compte.refresh_from_db()
    assert compte.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.django_db
def test_un_compte_desactive_sort_a_la_requete_suivante(client: Client, affilie: Persona) -> None:
    client.post(ADRESSE, essai())
    Compte.objects.update(is_active=False)
    assert client.get("/espace/")["Location"].startswith(ADRESSE)


@pytest.mark.django_db
def test_un_acces_retire_vaut_a_la_requete_suivante(client: Client, affilie: Persona) -> None:
    client.post(ADRESSE, essai())
    Acces.objects.all().delete()
    assert client.get("/espace/").status_code == 403


@pytest.mark.django_db
def test_le_journal_qui_echoue_empeche_la_connexion(client: Client, affilie: Persona) -> None:
    client.raise_request_exception = False
    with patch("accounts.services.journaliser", side_effect=RuntimeError):
        assert client.post(ADRESSE, essai()).status_code == 500
    assert client.get("/espace/").status_code == 302
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_la_session_d_un_titulaire_se_lit_en_deux_requetes(affilie: Persona, autre_affilie: Persona) -> None:
    """The session, then compte, accès and dossier together; each one's own."""
    for persona in (affilie, autre_affilie):
        client = Client()
        client.post(ADRESSE, essai(numero=persona.dossier.numero))
        with CaptureQueriesContext(connection) as requetes:
            page = client.get("/compte/").content.decode()
        assert len(requetes) == 2
        assert persona.dossier.nom in page


@pytest.mark.django_db
def test_un_titulaire_de_deux_dossiers_reste_sur_le_sien(client: Client, affilie: Persona) -> None:
    autre = creer_dossier("7654321", prenoms="Zoé")
    Acces.objects.create(compte=affilie.compte, dossier=autre, role="titulaire")
    client.post(ADRESSE, essai(numero="7654321"))
    assert "Bonjour Zoé" in client.get("/espace/").content.decode()


@pytest.mark.django_db
def test_un_delegue_lit_le_dossier_de_sa_session(client_de: ClientDe, affilie: Persona, agent: Persona) -> None:
    """An access with an end is looked up each time, also for someone who is titulaire elsewhere."""
    acces = Acces.objects.create(compte=agent.compte, dossier=affilie.dossier, role="delegue", fin=date(2026, 11, 22))
    navigateur = client_de(Persona(agent.compte, acces))
    assert navigateur.get("/compte/").status_code == 200
    Acces.objects.filter(pk=acces.pk).update(fin=date(2026, 11, 21))
    assert navigateur.get("/compte/").status_code == 403
