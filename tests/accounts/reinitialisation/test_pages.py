"""From « Mot de passe oublié » to the reference: what each page says, and what the way refuses."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from accounts.enums import Acte, Canal, EtatDemande
from accounts.models import DemandeMotDePasse, Dossier, EntreeJournal, NiveauSeau
from accounts.provisoires.symboles import normaliser
from tests.accounts.reinitialisation.conftest import CHOIX, ENREGISTREE, OUBLI, SUIVI, Visiteur
from tests.harnais.client import ClientStrict
from tests.harnais.course import courir
from tests.harnais.personas import Persona

MASQUE = "******@******.***"  # of the personas, before the decoys are frozen


@pytest.fixture
def moi(client: ClientStrict) -> Visiteur:
    return Visiteur(client)


def test_de_l_oubli_a_la_reference(moi: Visiteur, affilie: Persona) -> None:
    assert moi.nommer("1234567", numero="1 234.567")["Location"] == CHOIX
    page = moi.voir().content.decode()
    assert f"Par mail à l’adresse *{MASQUE} (renouvellement immédiat)" in page
    assert "l’adresse de votre comptable" in page
    assert "sous 72h, hors week-end et jours fériés" in page
    assert affilie.dossier.courriel not in page
    assert moi.choisir("courriel")["Location"] == ENREGISTREE
    demande = DemandeMotDePasse.objects.get()
    fin = moi.client.get(ENREGISTREE).content.decode()
    assert demande.reference == normaliser(re.findall(r"\w{4}-\w{4}-\w{4}", fin)[0])
    assert (demande.numero, demande.canal, demande.etat) == ("1234567", Canal.COURRIEL, EtatDemande.RECUE)
    assert "1234567" not in page + fin


@pytest.mark.parametrize("adresse", [OUBLI, "/premiere-connexion/"])
def test_la_premiere_page_dit_les_mots_de_la_caisse(client: ClientStrict, db: None, adresse: str) -> None:
    page = client.get(adresse).content.decode()
    for mots in ("ou il s’agit de votre première connexion", "Affilié", "Ayant droit", "Je ne suis pas un robot",
                 "Réinitialiser le mot de passe", "Aller à la page de connexion"):  # fmt: skip
        assert mots in page


def test_sans_adresse_la_lettre_seule(moi: Visiteur, affilie: Persona) -> None:
    Dossier.objects.update(courriel="")
    moi.nommer("1234567")
    page = moi.voir().content.decode()
    assert "Par mail" not in page
    assert "Par courrier postal" in page
    assert "Seul le courrier postal est possible" in page
    assert moi.choisir("courriel").status_code == 200, "ce n’est pas proposé"
    assert moi.choisir("lettre").status_code == 302


@pytest.mark.parametrize(
    ("champs", "faute"),
    [
        ({"numero": ""}, "Indiquez votre numéro"),
        ({"numero": "123456789"}, "d’un affilié compte 7\u00a0chiffres"),
        ({"type_dossier": "ayant_droit"}, "d’un ayant droit compte 9\u00a0chiffres"),
        ({"numero": "12345६7"}, "compte 7\u00a0chiffres"),
        ({"type_dossier": "agent"}, "Choisissez «\u00a0Affilié\u00a0»"),
        ({"captcha": ""}, "Cochez la case"),
    ],
)
def test_seule_la_forme_est_jugee(moi: Visiteur, db: None, champs: dict[str, str], faute: str) -> None:
    reponse = moi.nommer("1234567", **champs)
    assert reponse.status_code == 200
    assert faute in reponse.content.decode()
    assert moi.voir()["Location"] == OUBLI


def test_une_preuve_ne_sert_qu_une_fois(moi: Visiteur, db: None) -> None:
    saisie = moi.saisie("1234567")
    assert moi.client.post(OUBLI, saisie).status_code == 302
    assert moi.client.post(OUBLI, saisie).status_code == 200


def test_les_pages_suivantes_ramenent_a_la_premiere(moi: Visiteur, db: None) -> None:
    assert moi.voir()["Location"] == moi.choisir("lettre")["Location"] == OUBLI
    assert moi.client.get(ENREGISTREE)["Location"] == OUBLI
    moi.nommer("1234567")
    assert moi.client.get(ENREGISTREE)["Location"] == OUBLI
    assert not DemandeMotDePasse.objects.exists()


def test_au_bout_d_une_demi_heure_il_faut_recommencer(moi: Visiteur, db: None, horloge: time_machine.Traveller) -> None:
    moi.nommer("1234567")
    horloge.shift(timedelta(minutes=29, seconds=59))
    assert moi.voir().status_code == 200
    horloge.shift(timedelta(seconds=1))
    assert moi.choisir("lettre")["Location"] == OUBLI


def test_revenir_en_arriere_ne_refait_rien(moi: Visiteur, affilie: Persona) -> None:
    moi.nommer("1234567")
    moi.choisir("lettre")
    assert moi.voir()["Location"] == moi.choisir("courriel")["Location"] == ENREGISTREE
    assert moi.client.get(ENREGISTREE).status_code == 200
    assert DemandeMotDePasse.objects.count() == 1


def test_recommencer_ouvre_une_autre_session_et_une_autre_demande(moi: Visiteur, affilie: Persona) -> None:
    moi.nommer("1234567")
    premiere = moi.client.session.session_key
    moi.choisir("lettre")
    moi.nommer("1234567")
    assert moi.client.session.session_key != premiere
    assert moi.choisir("courriel").status_code == 302
    assert {demande.canal for demande in DemandeMotDePasse.objects.all()} == {Canal.LETTRE, Canal.COURRIEL}


def test_une_session_imposee_ne_montre_rien(db: None) -> None:
    """Whoever gave the victim a session of theirs does not see the address of the victim."""
    attaquant, victime = Visiteur(Client()), Visiteur(Client())
    attaquant.nommer("7654321")
    victime.client.cookies["session"] = attaquant.client.cookies["session"].value
    victime.nommer("1234567")
    assert victime.client.session["reinitialisation"]["numero"] == "1234567"
    assert attaquant.voir()["Location"] == OUBLI


@pytest.mark.django_db(transaction=True)
def test_un_double_clic_est_une_seule_demande() -> None:
    """Twenty at once: one row, one token, and the same answer for all."""
    moi = Visiteur(Client())
    moi.nommer("1234567")
    session = moi.client.cookies["session"].value

    def cliquer(rang: int) -> tuple[int, str]:
        client = Client()
        client.cookies["session"] = session
        reponse: Any = client.post(CHOIX, {"canal": "lettre"})
        return reponse.status_code, reponse.get("Location", "")

    assert set(courir(cliquer, fois=20, coureurs=10)) == {(302, ENREGISTREE)}
    assert DemandeMotDePasse.objects.count() == 1
    assert EntreeJournal.objects.filter(acte=Acte.MOT_DE_PASSE_DEMANDE).count() == 1


@pytest.mark.parametrize("numero", ["1234567", "7654321"], ids=["connu", "inconnu"])
def test_une_lettre_par_jour_trois_e_mails(
    affilie: Persona, numero: str, horloge: time_machine.Traveller, settings: Settings
) -> None:
    Dossier.objects.exclude(numero="1234567").delete()
    settings.DEMONSTRATION = settings.FRANCECONNECT_ACTIF = False
    recus = [_demander(numero, "lettre", rang) for rang in range(2)]
    assert [une.status_code for une in recus] == [302, 429]
    assert recus[1]["Retry-After"] == "86400"
    page = recus[1].content.decode()
    assert numero not in page
    assert "Vous pourrez demander une autre lettre dans 24\u00a0heures" in page
    assert "la première suit son cours" in page
    assert "si le dossier existe" in page
    assert "FranceConnect" not in page
    if _propose(numero):
        assert [_demander(numero, "courriel", rang).status_code for rang in range(10, 14)] == [302] * 3 + [429]
    horloge.shift(timedelta(days=1))
    assert _demander(numero, "lettre", 20).status_code == 302
    assert EntreeJournal.objects.filter(acte=Acte.MOT_DE_PASSE_DEMANDE, dossier=None).count() == len(
        DemandeMotDePasse.objects.all()
    )
    assert numero not in str(list(EntreeJournal.objects.values_list("details", flat=True)))


def _propose(numero: str) -> bool:
    moi = Visiteur(Client(), "10.9.9.9")
    moi.nommer(numero)
    return "Par mail" in moi.voir().content.decode()


def _demander(numero: str, canal: str, rang: int) -> Any:
    moi = Visiteur(Client(), f"10.0.0.{rang}")
    moi.nommer(numero)
    return moi.choisir(canal)


def test_une_adresse_ne_demande_pas_pour_tous(db: None) -> None:
    recus = []
    for rang in range(11):
        moi = Visiteur(Client())
        moi.nommer(f"50000{rang:02d}")
        recus.append(moi.choisir("lettre").status_code)
    assert recus == [302] * 10 + [429]


def test_une_adresse_ne_voit_pas_les_masques_de_tous(db: None) -> None:
    recus = [Visiteur(Client()).nommer(f"50000{rang:02d}").status_code for rang in range(21)]
    assert recus == [302] * 20 + [429]


def test_qui_est_connecte_n_en_a_pas_besoin(client_de: Any, affilie: Persona) -> None:
    client = client_de(affilie)
    for adresse in (OUBLI, CHOIX, ENREGISTREE):
        assert client.get(adresse)["Location"] == "/espace/"
    assert client.post(CHOIX, {"canal": "lettre"})["Location"] == "/espace/"
    assert client.get(SUIVI).status_code == 200


def test_sans_jeton_csrf_rien_ne_se_fait(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    for adresse in (OUBLI, CHOIX, SUIVI):
        assert client.post(adresse, {"numero": "1234567"}).status_code == 403
    assert not NiveauSeau.objects.exists()
