"""The proof of a dossier by a code sent to its address: nothing tells what the file holds."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Acte, MethodeLien
from accounts.envois.composition import composer
from accounts.envois.genres import SansObjet
from accounts.models import Acces, CodeDeConfirmation, Compte, Dossier, EntreeJournal, Envoi, LienFranceConnect
from tests.accounts.choix.fabrique import lire_le_code
from tests.franceconnect.conftest import Personne
from tests.franceconnect.fournisseur import SUB
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_dossier
from tests.harnais.travail import Travail, travail

ASSOCIATION, DEMANDE, CODE = (
    "/franceconnect/association/",
    "/franceconnect/association/par-e-mail/",
    "/franceconnect/association/code/",
)


@pytest.fixture
def connue(personne: Personne, affilie: Persona) -> Personne:
    """Known to FranceConnect; the file has another commune, so that a proof is needed."""
    personne.passer()
    return personne


def demander(personne: Personne, numero: str = "1234567", type_dossier: str = "affilie") -> Any:
    return personne.client.post(DEMANDE, {"type_dossier": type_dossier, "numero": numero})


def saisir(personne: Personne, code: str) -> Any:
    return personne.client.post(CODE, {"code": code})


def ecrire_le_courriel() -> None:
    """What a worker does of the last mail, whoever it is for."""
    with ExitStack() as pile:
        if CodeDeConfirmation.objects.latest("pk").dossier is None:
            pile.enter_context(pytest.raises(SansObjet, match="leurre"))
        composer(Envoi.objects.filter(genre="code-confirmation").latest("pk"))


def test_le_code_associe(connue: Personne, affilie: Persona) -> None:
    assert DEMANDE in connue.dit(ASSOCIATION)
    assert connue.client.get(CODE)["Location"] == DEMANDE
    assert demander(connue)["Location"] == CODE
    message: Any = composer(Envoi.objects.get(genre="code-confirmation"))
    assert message.to == [affilie.dossier.courriel]
    assert "ouvrir votre dossier avec FranceConnect" in message.body
    assert affilie.dossier.courriel not in connue.dit(CODE)
    assert saisir(connue, lire_le_code())["Location"] == "/espace/"
    lien = LienFranceConnect.objects.get()
    assert (lien.sub, lien.dossier, lien.methode) == (SUB, affilie.dossier, MethodeLien.CODE)
    assert "FranceConnect ouvre maintenant votre dossier" in connue.dit("/espace/")
    assert Envoi.objects.filter(genre="franceconnect-associe").count() == 1


def test_sans_compte_le_code_en_ouvre_un_sans_mot_de_passe(personne: Personne) -> None:
    dossier = creer_dossier("3456789")
    personne.passer()
    demander(personne, "3456789")
    assert saisir(personne, lire_le_code())["Location"] == "/espace/"
    assert not Acces.objects.get(dossier=dossier).compte.has_usable_password()


RIEN: dict[str, tuple[str, dict[str, Any]]] = {
    "inconnu": ("7777777", {}),
    "sans adresse": ("1234567", {"courriel": ""}),
    "autre nom": ("1234567", {"nom_naissance": "AUTRE"}),
    "autre naissance": ("1234567", {"date_naissance": "1980-02-28"}),
}


def _page(reponse: Any) -> str:
    return re.sub(r'name="(csrfmiddlewaretoken|numero)" value="[^"]+"', "", reponse.content.decode())


def _parcours(personne: Personne, numero: str) -> tuple[list[str], list[int], list[Travail]]:
    """Everything someone may see and measure: pages, statements and hashes."""
    pages, statements, hachages = [], [], []
    etapes: list[Callable[[], Any]] = [
        lambda: demander(personne, numero),
        lambda: personne.client.get(CODE),
        lambda: saisir(personne, "0000 0000"),
        ecrire_le_courriel,
        *[lambda: saisir(personne, "0000 0000")] * 6,
    ]
    for etape in etapes:
        with CaptureQueriesContext(connection) as requetes, travail() as fait:
            reponse = etape()
        if reponse is not None:
            pages.append(reponse.get("Location") or _page(reponse))
            statements.append(len(requetes))
        hachages.append(fait)
    return pages, statements, hachages


@pytest.mark.parametrize("cas", RIEN)
def test_rien_ne_distingue_un_dossier_d_un_autre(personne: Personne, affilie: Persona, cas: str) -> None:
    personne.passer()
    attendus = _parcours(personne, "1234567")
    assert "Cinq essais ont échoué" in attendus[0][-1]
    numero, champs = RIEN[cas]
    Dossier.objects.update(**champs)
    CodeDeConfirmation.objects.all().delete()
    autre = Personne(ClientStrict(), personne.fournisseur)
    autre.fournisseur.sub = "8" * 64 + "v1"  # whose limits are full
    autre.passer()
    assert _parcours(autre, numero) == attendus
    assert not CodeDeConfirmation.objects.filter(dossier__isnull=False).exists()


def test_un_leurre_devine_n_ouvre_rien(connue: Personne) -> None:
    demander(connue, "7777777")
    tire = "12345678"
    with pytest.MonkeyPatch.context() as m:
        m.setattr("accounts.confirmations.avis.tirer_code", lambda: tire)
        ecrire_le_courriel()
    assert "pas le bon code" in saisir(connue, tire).content.decode()
    assert not connue.est_entree()


def test_le_code_ne_vaut_que_pour_cette_session_et_cette_identite(connue: Personne, affilie: Persona) -> None:
    demander(connue)
    code = lire_le_code()
    autre = Personne(ClientStrict(), connue.fournisseur)
    autre.passer()
    assert saisir(autre, code)["Location"] == DEMANDE
    connue.passer()  # another identity waits now, even if it is the same person's
    assert "ne correspond plus" in saisir(connue, code).content.decode()
    assert not LienFranceConnect.objects.exists()


@pytest.mark.parametrize("champs", [{"courriel": "autre@portail.example"}, {"nom_naissance": "AUTRE"}])
def test_le_dossier_a_change_entre_temps(connue: Personne, champs: dict[str, str]) -> None:
    demander(connue)
    code = lire_le_code()
    Dossier.objects.update(**champs)
    assert "ne correspond plus" in saisir(connue, code).content.decode()
    assert EntreeJournal.objects.filter(acte=Acte.FRANCECONNECT_REFUSE).count() == 1
    assert not LienFranceConnect.objects.exists()


@pytest.mark.parametrize("champ", [{"is_active": False}, {"est_agent": True}])
def test_ni_compte_ferme_ni_agent(connue: Personne, champ: dict[str, bool]) -> None:
    Compte.objects.update(**champ)
    demander(connue)
    assert CodeDeConfirmation.objects.get().dossier is None


def test_l_identite_en_attente_a_servi(connue: Personne) -> None:
    demander(connue)
    code = lire_le_code()
    temoin = connue.client.cookies["session"].value
    assert saisir(connue, code)["Location"] == "/espace/"
    rejoue = ClientStrict()
    rejoue.cookies["session"] = temoin
    assert rejoue.post(CODE, {"code": code})["Location"] == "/connexion/"


def test_dix_puis_quinze_minutes(connue: Personne, horloge: time_machine.Traveller) -> None:
    demander(connue)
    code = lire_le_code()
    horloge.shift(timedelta(minutes=10))
    assert "plus de dix minutes" in saisir(connue, code).content.decode()
    horloge.shift(timedelta(minutes=5, seconds=1))
    assert saisir(connue, code)["Location"] == "/connexion/"
    assert demander(connue)["Location"] == "/connexion/"


def test_les_demandes_sont_limitees_par_identite_et_jamais_par_dossier(connue: Personne) -> None:
    assert [demander(connue).status_code for _ in range(6)] == [302] * 5 + [429]
    autre = Personne(ClientStrict(), connue.fournisseur)
    autre.fournisseur.sub = "8" * 64 + "v1"
    autre.passer()
    assert demander(autre).status_code == 302


def test_un_numero_mal_forme_se_dit(connue: Personne) -> None:
    assert "compte 7\u00a0chiffres" in demander(connue, "12").content.decode()
    assert not CodeDeConfirmation.objects.exists()
