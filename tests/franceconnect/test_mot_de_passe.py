"""A password of one's own and FranceConnect: two doors of one dossier."""

from typing import Any

from accounts.models import Compte, LienFranceConnect, SessionOuverte
from tests.accounts.choix.fabrique import CHOISI, CLAIR, choisir, creer_secret, presenter
from tests.franceconnect.conftest import Personne
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_titulaire

ASSOCIATION = "/franceconnect/association/"


def test_choisir_un_mot_de_passe_garde_le_lien_et_ferme_ses_sessions(
    personne: Personne, lien: LienFranceConnect
) -> None:
    personne.passer()
    assert SessionOuverte.objects.count() == 1
    creer_secret(lien.dossier)
    ailleurs = ClientStrict()
    assert presenter(ailleurs, lien.dossier)["Location"] == "/mot-de-passe/choisir/"
    assert choisir(ailleurs, lien.dossier.courriel)["Location"] == "/espace/"
    assert [une.pk for une in SessionOuverte.objects.all()] == [ailleurs.session.session_key]
    assert personne.client.get("/espace/")["Location"].startswith("/connexion/")
    assert LienFranceConnect.objects.get() == lien
    encore = Personne(ClientStrict(), personne.fournisseur)
    assert encore.passer()["Location"] == "/espace/"
    assert presenter(ClientStrict(), lien.dossier, CHOISI)["Location"] == "/espace/"


def test_un_compte_ouvert_par_franceconnect_recoit_son_mot_de_passe(
    personne: Personne, lien: LienFranceConnect
) -> None:
    compte = Compte.objects.get()
    compte.set_unusable_password()
    compte.save()
    creer_secret(lien.dossier)
    presenter(personne.client, lien.dossier)
    assert choisir(personne.client, lien.dossier.courriel)["Location"] == "/espace/"
    assert Compte.objects.get().check_password(CHOISI)
    assert LienFranceConnect.objects.exists()


def test_un_provisoire_n_associe_rien_et_le_dit(personne: Personne, affilie: Persona) -> None:
    secret = creer_secret(affilie.dossier)
    personne.passer()
    saisie: Any = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": CLAIR}
    assert "Ce mot de passe est provisoire" in personne.client.post(ASSOCIATION, saisie).content.decode()
    secret.refresh_from_db()
    assert (secret.etat, secret.tenu_par) == ("actif", "")
    assert not LienFranceConnect.objects.exists()


def test_chaque_session_par_franceconnect_est_dans_la_liste(
    personne: Personne, lien: LienFranceConnect, empreinte: str
) -> None:
    personne.passer()
    second = creer_titulaire("123456789", empreinte)
    LienFranceConnect.objects.create(sub=lien.sub, dossier=second.dossier, methode="mot_de_passe")
    ouverte = SessionOuverte.objects.get()
    assert second.acces
    personne.client.post("/dossiers/changer/", {"acces": str(second.acces.public_id)})
    changee = SessionOuverte.objects.get()
    assert (changee.compte, changee.ouverte_le) == (second.compte, ouverte.ouverte_le)
    assert personne.client.get("/espace/").context["acces"] == second.acces
    LienFranceConnect.objects.filter(dossier=second.dossier).delete()
    assert personne.client.get("/espace/").status_code == 403
