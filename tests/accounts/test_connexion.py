"""Connexion by numéro de dossier."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.enums import Acte, StatutDossier, TypeDossier
from accounts.forms import REFUS
from accounts.models import Acces, Compte, Dossier, EntreeJournal
from accounts.services import ouvrir_compte
from tests.accounts.conftest import MOT_DE_PASSE

ADRESSE = "/connexion/"
AYANT_DROIT = {
    "type": TypeDossier.AYANT_DROIT,
    "statut": StatutDossier.REVERSION,
    "profession": "",
    "date_affiliation": None,
}


def essai(**champs: str) -> dict[str, str]:
    return {"type_dossier": "affilie", "numero": "7654321", "mot_de_passe": MOT_DE_PASSE} | champs


def test_la_page_montre_les_deux_voies_dans_lordre_de_la_procedure(client: Client) -> None:
    page = client.get(ADRESSE).content.decode()
    etapes = ["FranceConnect", ">Ou<", "En utilisant mon numéro de dossier", "Affilié", "Ayant droit"]
    etapes += ["Numéro de dossier", "Mot de passe", ">Connexion<", "Mot de passe oublié / Première connexion"]
    positions = [page.index(etape, page.index("<h1")) for etape in etapes[:1]]
    for etape in etapes[1:]:
        positions.append(page.index(etape, positions[-1]))
    assert positions == sorted(positions)


@pytest.mark.django_db
def test_un_affilie_entre_et_arrive_sur_son_espace(client: Client, dossier_ouvert: Dossier) -> None:
    reponse = client.post(ADRESSE, essai())
    assert reponse.status_code == 302
    assert reponse["Location"] == reverse("espace")
    assert "Bonjour Camille" in client.get(reponse["Location"]).content.decode()
    assert EntreeJournal.objects.filter(acte=Acte.CONNEXION, dossier=dossier_ouvert).count() == 1


@pytest.mark.django_db
def test_un_ayant_droit_entre_avec_neuf_chiffres(client: Client, creer_dossier: Callable[..., Dossier]) -> None:
    dossier = creer_dossier("987654321", **AYANT_DROIT)
    ouvrir_compte(dossier=dossier, mot_de_passe=MOT_DE_PASSE, par=None)
    assert client.post(ADRESSE, essai(type_dossier="ayant_droit", numero="987654321")).status_code == 302
    client.logout()
    assert client.post(ADRESSE, essai(type_dossier="affilie", numero="987654321")).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("numero", ["7 654 321", "7.654.321", " 7654321 ", "7\u202f654\u00a0321"])
def test_espaces_et_points_sont_toleres(client: Client, dossier_ouvert: Dossier, numero: str) -> None:
    assert client.post(ADRESSE, essai(numero=numero)).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "champs",
    [
        {"mot_de_passe": "Faux-2026"},
        {"numero": "1111111"},
        {"numero": "765432"},
        {"numero": "76543210"},
        {"numero": "765432a"},
        {"numero": "٧٦٥٤٣٢١"},
        {"numero": "9" * 5000},
        {"type_dossier": "ayant_droit"},
        {"mot_de_passe": "x" * 129},
    ],
    ids=["mot de passe", "inconnu", "court", "long", "lettre", "chiffres arabes", "enorme", "type", "mot trop long"],
)
def test_un_seul_message_pour_toutes_les_causes(client: Client, dossier_ouvert: Dossier, champs: dict[str, str]) -> None:
    reponse = client.post(ADRESSE, essai(**champs))
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert page.count(REFUS.split(".")[0]) == 1
    assert "<title>Erreur\u00a0: Connexion" in page
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_le_refus_garde_le_numero_mais_jamais_le_mot_de_passe(client: Client, dossier_ouvert: Dossier) -> None:
    page = client.post(ADRESSE, essai(mot_de_passe="Secret-Faux-1")).content.decode()
    assert 'value="7654321"' in page
    assert "Secret-Faux-1" not in page


@pytest.mark.django_db
def test_une_saisie_impossible_ne_coute_ni_hachage_ni_ecriture(client: Client, dossier_ouvert: Dossier) -> None:
    with patch("accounts.services.authenticate") as authentifier:
        client.post(ADRESSE, essai(numero="12"))
        client.post(ADRESSE, essai(mot_de_passe="x" * 10_000))
    authentifier.assert_not_called()
    assert not EntreeJournal.objects.filter(acte=Acte.CONNEXION_REFUSEE).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("cas", ["inconnu", "sans compte", "inutilisable", "inactif", "mauvais mot de passe"])
def test_chaque_refus_coute_exactement_un_hachage(
    client: Client, creer_dossier: Callable[..., Dossier], cas: str
) -> None:
    dossier = creer_dossier()
    if cas not in ("inconnu", "sans compte"):
        compte = ouvrir_compte(dossier=dossier, mot_de_passe=MOT_DE_PASSE, par=None)
        Compte.objects.filter(pk=compte.pk).update(
            is_active=cas != "inactif",
            password="!inutilisable" if cas == "inutilisable" else compte.password,
        )
    saisie = essai(numero="1111111") if cas == "inconnu" else essai(mot_de_passe="Faux-2026")
    with patch("argon2.low_level.hash_secret", side_effect=_compter()) as hache, patch(
        "argon2.PasswordHasher.verify", autospec=True, side_effect=_verifier()
    ) as verifie:
        assert client.post(ADRESSE, saisie).status_code == 200
    assert hache.call_count + verifie.call_count == 1


def _compter() -> Callable[..., bytes]:
    from argon2.low_level import hash_secret

    return hash_secret


def _verifier() -> Callable[..., bool]:
    from argon2 import PasswordHasher

    return PasswordHasher.verify


@pytest.mark.django_db
def test_les_reponses_aux_dossiers_connus_et_inconnus_sont_les_memes(client: Client, dossier_ouvert: Dossier) -> None:
    connu = client.post(ADRESSE, essai(mot_de_passe="Faux-2026"))
    inconnu = client.post(ADRESSE, essai(mot_de_passe="Faux-2026", numero="7654322"))
    assert connu.status_code == inconnu.status_code
    assert _sans_aleas(connu) == _sans_aleas(inconnu).replace("7654322", "7654321")
    assert {n: v for n, v in connu.items() if n != "X-Request-ID"}.keys() == dict(inconnu.items()).keys() - {
        "X-Request-ID"
    }


def _sans_aleas(reponse: object) -> str:
    import re

    page = reponse.content.decode()  # type: ignore[attr-defined]
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
def test_la_suite_ne_mene_quau_portail(client: Client, dossier_ouvert: Dossier, suite: str, attendue: str) -> None:
    assert client.post(ADRESSE, essai(next=suite))["Location"] == attendue


@pytest.mark.django_db
def test_la_session_change_a_la_connexion_et_meurt_a_la_deconnexion(client: Client, dossier_ouvert: Dossier) -> None:
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
def test_la_deconnexion_est_un_post(client: Client, dossier_ouvert: Dossier) -> None:
    client.post(ADRESSE, essai())
    assert client.get("/deconnexion/").status_code == 405
    assert client.get("/espace/").status_code == 200


@pytest.mark.django_db
def test_un_hachage_plus_ancien_est_refait_a_la_connexion(client: Client, dossier_ouvert: Dossier) -> None:
    compte = Acces.objects.get(dossier=dossier_ouvert).compte
    Compte.objects.filter(pk=compte.pk).update(password=make_password(MOT_DE_PASSE, hasher="pbkdf2_sha256"))
    client.post(ADRESSE, essai())
    compte.refresh_from_db()
    assert compte.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.django_db
def test_un_compte_desactive_sort_a_la_requete_suivante(client: Client, dossier_ouvert: Dossier) -> None:
    client.post(ADRESSE, essai())
    Compte.objects.update(is_active=False)
    assert client.get("/espace/")["Location"].startswith(ADRESSE)


@pytest.mark.django_db
def test_un_acces_retire_vaut_a_la_requete_suivante(client: Client, dossier_ouvert: Dossier) -> None:
    client.post(ADRESSE, essai())
    Acces.objects.all().delete()
    assert client.get("/espace/").status_code == 403


@pytest.mark.django_db
def test_le_journal_qui_echoue_empeche_la_connexion(client: Client, dossier_ouvert: Dossier) -> None:
    client.raise_request_exception = False
    with patch("accounts.services.journaliser", side_effect=RuntimeError):
        assert client.post(ADRESSE, essai()).status_code == 500
    assert client.get("/espace/").status_code == 302
    assert not Session.objects.exists()
