"""From the provisional password to the Espace."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.enums import Acte, Canal, EtatDemande, EtatSecret
from accounts.models import (
    Acces,
    CodeDeConfirmation,
    Compte,
    DemandeMotDePasse,
    Dossier,
    EntreeJournal,
    Envoi,
    SecretProvisoire,
)
from tests.accounts.choix.fabrique import (
    AUTRE,
    CHOISI,
    CHOISIR,
    CONFIRMER,
    choisir,
    creer_secret,
    lire_le_code,
    presenter,
)
from tests.conftest import ClientDe
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona, creer_dossier
from tests.harnais.routes import routes
from tests.test_routes import PUBLIQUES

NOUVELLE = "nouvelle@portail.example"


@pytest.fixture
def par_courriel(client: ClientStrict, affilie: Persona) -> ClientStrict:
    """In front of the choice, with a secret received by e-mail."""
    creer_secret(affilie.dossier)
    presenter(client, affilie.dossier)
    return client


@pytest.fixture
def par_lettre(client: ClientStrict, affilie: Persona) -> ClientStrict:
    creer_secret(affilie.dossier, canal=Canal.LETTRE)
    presenter(client, affilie.dossier)
    return client


def genres() -> list[str]:
    return sorted(Envoi.objects.values_list("genre", flat=True))


def test_par_courriel_l_adresse_recue_est_deja_prouvee(par_courriel: ClientStrict, affilie: Persona) -> None:
    page = par_courriel.get(CHOISIR).content.decode()
    assert affilie.dossier.courriel in page
    reponse = choisir(par_courriel, affilie.dossier.courriel)
    assert reponse["Location"] == "/espace/"
    assert "Bonjour Alice" in par_courriel.get("/espace/").content.decode()
    dossier = Dossier.objects.get(pk=affilie.dossier.pk)
    assert dossier.courriel_confirme_le == timezone.now()
    assert genres() == ["mot-de-passe-change"]
    assert SecretProvisoire.objects.get().etat == EtatSecret.UTILISE
    assert EntreeJournal.objects.filter(acte=Acte.MOT_DE_PASSE_CHOISI, dossier=dossier).count() == 1


def test_par_lettre_l_adresse_se_saisit_et_se_confirme(par_lettre: ClientStrict, affilie: Persona) -> None:
    page = par_lettre.get(CHOISIR).content.decode()
    assert affilie.dossier.courriel not in page
    assert "d****@p****.example" in page
    assert choisir(par_lettre, affilie.dossier.courriel)["Location"] == CONFIRMER
    assert par_lettre.get("/espace/").status_code == 302
    assert par_lettre.post(CONFIRMER, {"code": lire_le_code()})["Location"] == "/espace/"
    assert par_lettre.get("/espace/").status_code == 200
    assert genres() == ["code-confirmation", "courriel-change", "mot-de-passe-change"]


def test_une_adresse_nouvelle_se_confirme_et_l_ancienne_est_avisee(
    par_courriel: ClientStrict, affilie: Persona
) -> None:
    assert choisir(par_courriel, NOUVELLE)["Location"] == CONFIRMER
    assert Dossier.objects.get().courriel == affilie.dossier.courriel
    par_courriel.post(CONFIRMER, {"code": lire_le_code()})
    dossier, code = Dossier.objects.get(), CodeDeConfirmation.objects.get()
    assert (dossier.courriel, code.courriel_avant) == (NOUVELLE, affilie.dossier.courriel)
    assert genres() == [
        "code-confirmation", "courriel-change", "courriel-remplace", "mot-de-passe-change", "mot-de-passe-change",
    ]  # fmt: skip


def test_un_dossier_touche_depuis_l_envoi_demande_un_code(client: ClientStrict, affilie: Persona) -> None:
    """The secret may have gone to the address of before."""
    creer_secret(affilie.dossier, emis_le=timezone.now() - timedelta(hours=1))
    presenter(client, affilie.dossier)
    assert choisir(client, affilie.dossier.courriel)["Location"] == CONFIRMER


def test_une_premiere_connexion_ouvre_le_compte(client: ClientStrict, db: None) -> None:
    dossier = creer_dossier("3456789", courriel="")
    creer_secret(dossier, canal=Canal.LETTRE)
    presenter(client, dossier)
    choisir(client, NOUVELLE)
    client.post(CONFIRMER, {"code": lire_le_code()})
    assert client.get("/espace/").status_code == 200
    acces = Acces.objects.get(dossier=dossier)
    assert acces.compte.check_password(CHOISI)
    assert genres() == ["code-confirmation", "compte-ouvert", "courriel-change"]
    assert presenter(ClientStrict(), dossier, CHOISI)["Location"] == "/espace/"


def test_tout_ce_qui_ouvrait_le_dossier_est_mort(client: ClientStrict, affilie: Persona) -> None:
    ailleurs = ClientStrict()
    presenter(ailleurs, affilie.dossier, MOT_DE_PASSE)
    lettre = creer_secret(affilie.dossier, canal=Canal.LETTRE, clair=AUTRE)
    demande = DemandeMotDePasse.objects.create(
        reference="EN-ATTENTE", type_dossier="affilie", numero="1234567", canal="lettre"
    )
    creer_secret(affilie.dossier)
    presenter(client, affilie.dossier)
    autre = ClientStrict()
    presenter(autre, affilie.dossier, AUTRE)
    assert autre.get(CHOISIR).status_code == 200
    choisir(client, affilie.dossier.courriel)
    for mort in (lettre, demande):
        mort.refresh_from_db()
    assert (lettre.etat, demande.etat) == (EtatSecret.REVOQUE, EtatDemande.SANS_SUITE)
    assert ailleurs.get("/espace/").status_code == 302
    assert autre.get(CHOISIR)["Location"] == "/connexion/?fin=choix"
    assert presenter(ClientStrict(), affilie.dossier, MOT_DE_PASSE).status_code == 200
    temoin = ailleurs.cookies["appareil"].value
    assert temoin != client.cookies["appareil"].value


def test_le_choix_rejoue_ne_change_plus_rien(par_courriel: ClientStrict, affilie: Persona) -> None:
    session = par_courriel.cookies["session"].value
    choisir(par_courriel, affilie.dossier.courriel)
    mot_de_passe = Compte.objects.get().password
    assert choisir(par_courriel, affilie.dossier.courriel, "Un autre mot 8 choisi")["Location"] == "/espace/"
    rejoueur = ClientStrict()
    rejoueur.cookies["session"] = session
    assert choisir(rejoueur, affilie.dossier.courriel, "Un autre mot 8 choisi")["Location"] == "/connexion/"
    assert Compte.objects.get().password == mot_de_passe
    assert "ne sert plus" in presenter(ClientStrict(), affilie.dossier).content.decode()


def test_un_secret_revoque_pendant_le_choix_ne_change_rien(par_courriel: ClientStrict, affilie: Persona) -> None:
    """A newer one has replaced it, or an agent has revoked it."""
    SecretProvisoire.objects.update(etat=EtatSecret.REVOQUE)
    assert choisir(par_courriel, affilie.dossier.courriel)["Location"] == "/connexion/?fin=choix"
    assert Compte.objects.get().check_password(MOT_DE_PASSE)


@pytest.mark.parametrize(
    ("mot_de_passe", "message"),
    [
        ("Court1", "Au moins 8"),
        ("toutenminuscules7", "Ajoutez une majuscule"),
        ("Marseille2026!", "mot courant"),
        ("Alice-1234567", "tient à votre nom"),
        ("x" * 10_000, "Pas plus de 128"),
        ("", "Choisissez un mot de passe"),
    ],
)
def test_un_mot_de_passe_faible_est_refuse_et_rien_ne_change(
    par_courriel: ClientStrict, affilie: Persona, mot_de_passe: str, message: str
) -> None:
    page = choisir(par_courriel, affilie.dossier.courriel, mot_de_passe).content.decode()
    assert message in page.replace("\u00a0", " ")
    assert "<title>Erreur" in page
    assert not mot_de_passe or mot_de_passe not in page
    assert Compte.objects.get().check_password(MOT_DE_PASSE)


def test_une_espace_en_tete_compte(par_courriel: ClientStrict, affilie: Persona) -> None:
    choisir(par_courriel, affilie.dossier.courriel, f" {CHOISI}")
    assert presenter(ClientStrict(), affilie.dossier, CHOISI).status_code == 200
    assert presenter(ClientStrict(), affilie.dossier, f" {CHOISI}")["Location"] == "/espace/"


@pytest.mark.parametrize("route", [r for r in routes() if r.nom not in PUBLIQUES], ids=lambda r: r.nom)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_la_session_restreinte_n_ouvre_aucune_page_privee(par_courriel: ClientStrict, route: Any, methode: str) -> None:
    if route.nom in {"accounts:choisir_mot_de_passe", "accounts:confirmer_choix", "accounts:renvoyer_code_choix"}:
        return
    reponse = getattr(par_courriel, methode)(route.adresse())
    assert reponse.status_code == 302
    porte = "/admin/login/" if route.nom.startswith("admin:") else "/connexion/"
    assert reponse["Location"].partition("?")[0] == porte
    assert Session.objects.count() == 1


# The code --------------------------------------------------------------------------------------


@pytest.fixture
def au_code(par_lettre: ClientStrict) -> ClientStrict:
    """In front of the page that asks for the code."""
    choisir(par_lettre, NOUVELLE)
    return par_lettre


def essayer(client: ClientStrict, code: str) -> str:
    reponse = client.post(CONFIRMER, {"code": code})
    return str(reponse.get("Location") or reponse.content.decode())


def faux(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08d}"


def test_le_code_n_est_nulle_part_en_clair(au_code: ClientStrict) -> None:
    code = lire_le_code()
    ligne = CodeDeConfirmation.objects.get()
    assert ligne.empreinte.startswith("argon2$argon2id$")
    for modele in (CodeDeConfirmation, Envoi, EntreeJournal, Session):
        for valeurs in modele._default_manager.values():
            assert code not in str(valeurs)


def test_un_code_avec_une_espace_est_accepte(au_code: ClientStrict) -> None:
    code = lire_le_code()
    assert essayer(au_code, f"{code[:4]} {code[4:]} ") == "/espace/"


def test_un_code_ne_sert_qu_une_fois(au_code: ClientStrict) -> None:
    code = lire_le_code()
    essayer(au_code, code)
    assert CodeDeConfirmation.objects.get().utilise_le
    assert essayer(ClientStrict(), code) == "/connexion/"


def test_cinq_essais_puis_plus_rien(au_code: ClientStrict) -> None:
    code = lire_le_code()
    for _ in range(5):
        assert "pas le bon code" in essayer(au_code, faux(code))
    assert "Cinq essais" in essayer(au_code, code)


def test_dix_minutes_puis_plus_rien(au_code: ClientStrict, horloge: time_machine.Traveller) -> None:
    code = lire_le_code()
    for _ in range(2):
        horloge.shift(timedelta(minutes=5))
        au_code.get(CONFIRMER)
    assert "plus de dix minutes" in essayer(au_code, code).replace("\u00a0", " ")


def test_un_code_tire_de_nouveau_remplace_le_precedent(au_code: ClientStrict) -> None:
    """The mail was tried again: only what it says last is good."""
    premier, second = lire_le_code(), lire_le_code()
    assert "pas le bon code" in essayer(au_code, premier)
    assert essayer(au_code, second) == "/espace/"


def test_un_nouveau_code_va_a_l_adresse_corrigee(au_code: ClientStrict) -> None:
    ancien = lire_le_code()
    au_code.post(f"{CONFIRMER}renvoyer/", {"courriel": "corrigee@portail.example"})
    assert CodeDeConfirmation.objects.get().adresse == "corrigee@portail.example"
    assert "pas le bon code" in essayer(au_code, ancien)
    assert essayer(au_code, lire_le_code()) == "/espace/"
    assert Dossier.objects.get().courriel == "corrigee@portail.example"
    assert Compte.objects.get().check_password(CHOISI)


def test_une_adresse_fausse_se_corrige(au_code: ClientStrict) -> None:
    page = au_code.post(f"{CONFIRMER}renvoyer/", {"courriel": "pas une adresse"}).content.decode()
    assert "n’est pas complète" in page
    assert "<title>Erreur" in page


def test_les_codes_envoyes_sont_comptes(au_code: ClientStrict) -> None:
    statuts = [
        au_code.post(f"{CONFIRMER}renvoyer/", {"courriel": f"a{i}@portail.example"}).status_code for i in range(6)
    ]
    assert statuts == [302] * 4 + [429] * 2


def test_le_code_d_un_autre_choix_n_ouvre_pas_celui_ci(au_code: ClientStrict, affilie: Persona) -> None:
    """The password was chosen again meanwhile: the code of before sealed another one."""
    code = lire_le_code()
    ligne = CodeDeConfirmation.objects.get()
    session = au_code.session
    session["choix"] = {**session["choix"], "empreinte": "argon2$autre"}
    session.save()
    assert "ne correspond plus" in essayer(au_code, code)
    ligne.refresh_from_db()
    assert ligne.essais == 0


def test_le_code_du_choix_ne_vaut_rien_pour_l_adresse_du_compte(
    au_code: ClientStrict, client_de: ClientDe, affilie: Persona
) -> None:
    code = lire_le_code()
    membre = client_de(affilie)
    assert membre.post("/compte/courriel/confirmer/", {"code": code})["Location"] == "/compte/courriel/"
    CodeDeConfirmation.objects.update(action="courriel")  # even moved by hand, it sealed another action
    assert au_code.get(CONFIRMER)["Location"] == CHOISIR


@pytest.mark.parametrize("lieu", ["accounts.choix.services", "accounts.services"])
def test_sans_journal_rien_n_est_applique(par_courriel: ClientStrict, affilie: Persona, lieu: str) -> None:
    par_courriel.raise_request_exception = False
    with patch(f"{lieu}.journaliser", side_effect=RuntimeError):
        assert choisir(par_courriel, affilie.dossier.courriel).status_code == 500
    assert Compte.objects.get().check_password(MOT_DE_PASSE)
    assert SecretProvisoire.objects.get().etat == EtatSecret.ACTIF
    assert not Envoi.objects.exists()
    assert choisir(par_courriel, affilie.dossier.courriel)["Location"] == "/espace/"
