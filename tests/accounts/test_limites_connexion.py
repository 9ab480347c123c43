"""Connexion under attack: what is hashed, who still enters, and what a stranger learns."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from argon2.low_level import hash_secret, verify_secret
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.agents.actes import debloquer_tentatives
from accounts.enums import Acte, TypeDossier
from accounts.limites import Prise, consommer, seaux
from accounts.limites.connexion import admettre_connexion, cle_dossier
from accounts.models import EntreeJournal, EssaisDeLHeure, NiveauSeau
from carpimko_portal.lib.refus import Encombrement, TropDeDemandes
from tests.accounts.choix.fabrique import CHOISIR, CLAIR, choisir, creer_secret, presenter
from tests.conftest import ClientDe
from tests.harnais.client import ClientStrict
from tests.harnais.course import courir
from tests.harnais.personas import MOT_DE_PASSE, Persona

ADRESSE = "/connexion/"
ATTAQUANT, VICTIME = "198.51.100.66", "203.0.113.5"


@pytest.fixture(autouse=True)
def page_de_production(settings: Any) -> None:
    """Without the list of fictitious people, which takes longer to write than all the rest."""
    settings.DEMONSTRATION = False


def essai(numero: str = "1234567", mot_de_passe: str = "Faux-2026") -> dict[str, str]:
    return {"type_dossier": "affilie", "numero": numero, "mot_de_passe": mot_de_passe}


def tenter(client: Client, numero: str = "1234567", mot_de_passe: str = "Faux-2026", de: str = ATTAQUANT) -> Any:
    return client.post(ADRESSE, essai(numero, mot_de_passe), REMOTE_ADDR=de)


@contextmanager
def hachages() -> Iterator[list[None]]:
    """One item a hash."""
    comptes: list[None] = []

    def compter(fonction: Any) -> Any:
        def compte(*args: Any, **kwargs: Any) -> Any:
            comptes.append(None)
            return fonction(*args, **kwargs)

        return compte

    with (
        patch("argon2.low_level.hash_secret", compter(hash_secret)),
        patch("argon2._password_hasher.verify_secret", compter(verify_secret)),
    ):
        yield comptes


def admis(numero: str, de: str) -> bool:
    """Whether a failure would have been hashed."""
    request = RequestFactory().post(ADRESSE, REMOTE_ADDR=de)
    try:
        admettre_connexion(request, type_dossier=TypeDossier.AFFILIE, numero=numero, appareil=None)
    except TropDeDemandes:
        return False
    return True


def statuts(client: Client, numeros: list[str], **de: str) -> list[int]:
    return [tenter(client, numero, **de).status_code for numero in numeros]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("numero", ["1234567", "7654321"], ids=["connu", "inconnu"])
def test_deux_cents_essais_simultanes_ne_hachent_que_la_rafale(affilie: Persona, numero: str) -> None:
    with hachages() as comptes:
        recus = courir(lambda rang: tenter(Client(), numero, de=f"10.{rang}.0.1").status_code, fois=200)
    assert sorted(recus) == [200] * 5 + [429] * 195
    assert len(comptes) == 5
    heure = EssaisDeLHeure.objects.get()
    assert (heure.echecs, heure.refus) == (5, 195)
    assert EntreeJournal.objects.filter(acte=Acte.CONNEXION_REFUSEE).count() == 5


@pytest.mark.django_db
def test_le_navigateur_de_la_victime_entre_pendant_l_attaque(affilie: Persona) -> None:
    chez_elle, ailleurs, attaquant = Client(), Client(), Client()
    assert tenter(chez_elle, mot_de_passe=MOT_DE_PASSE, de=VICTIME).status_code == 302
    chez_elle.post("/deconnexion/")
    # From her own address too: a neighbour behind the same box is no obstacle either.
    for rang in range(40):
        tenter(attaquant, de=VICTIME)
        tenter(attaquant, f"20000{rang:02d}", de=VICTIME)
    assert tenter(attaquant, mot_de_passe=MOT_DE_PASSE, de=ATTAQUANT).status_code == 429
    assert tenter(ailleurs, mot_de_passe=MOT_DE_PASSE, de="192.0.2.1").status_code == 429
    assert tenter(chez_elle, mot_de_passe=MOT_DE_PASSE, de=VICTIME).status_code == 302


@pytest.mark.django_db
def test_un_appareil_connu_a_aussi_ses_limites(affilie: Persona, horloge: time_machine.Traveller) -> None:
    client = Client()
    tenter(client, mot_de_passe=MOT_DE_PASSE)
    client.post("/deconnexion/")
    assert statuts(client, ["1234567"] * 6) == [200] * 5 + [429]
    assert tenter(client, mot_de_passe=MOT_DE_PASSE)["Retry-After"] == "60"
    horloge.shift(60)
    assert tenter(client, mot_de_passe=MOT_DE_PASSE).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("relayees", [lambda r: f"10.0.{r}.1", lambda r: f"10.0.{r}.1, 10.{r}.0.2", lambda r: "," * r])
def test_une_adresse_forgee_ne_change_rien(affilie: Persona, settings: Any, relayees: Any) -> None:
    for mandataires, ajoutee in ((0, ""), (1, f", {ATTAQUANT}")):
        settings.MANDATAIRES_DE_CONFIANCE = mandataires
        NiveauSeau.objects.all().delete()
        recus = [
            Client()
            .post(
                ADRESSE,
                essai(f"30000{rang:02d}"),
                REMOTE_ADDR="10.9.9.9" if mandataires else ATTAQUANT,
                headers={"X-Forwarded-For": relayees(rang) + ajoutee},
            )
            .status_code
            for rang in range(12)
        ]
        assert recus == [200] * 10 + [429] * 2


@pytest.mark.django_db
def test_derriere_un_mandataire_chacun_a_son_adresse(affilie: Persona, settings: Any) -> None:
    settings.MANDATAIRES_DE_CONFIANCE = 1
    for rang in range(30):
        page = Client().post(
            ADRESSE, essai(f"30000{rang:02d}"), REMOTE_ADDR="10.9.9.9", headers={"X-Forwarded-For": f"192.0.{rang}.1"}
        )
        assert page.status_code == 200


@pytest.mark.django_db
def test_une_adresse_n_essaie_pas_plus_de_dix_dossiers(horloge: time_machine.Traveller) -> None:
    client = Client()
    numeros = [f"30000{rang:02d}" for rang in range(12)]
    assert statuts(client, numeros) == [200] * 10 + [429] * 2
    assert tenter(client, numeros[0]).status_code == 200, "un dossier déjà compté"
    horloge.shift(360)
    assert tenter(client, numeros[10]).status_code == 200


@pytest.mark.django_db
def test_une_adresse_n_a_que_vingt_echecs() -> None:
    client = Client()
    numeros = [f"30000{rang % 5:02d}" for rang in range(25)]
    assert statuts(client, numeros) == [200] * 20 + [429] * 5


@pytest.mark.django_db
@pytest.mark.parametrize("forme", ["192.0.2.{}", "2001:db8:1:{}::1"], ids=["/24", "/48"])
def test_un_reseau_n_essaie_pas_plus_de_soixante_dossiers(forme: str) -> None:
    recus = [admis(f"3000{rang:03d}", de=forme.format(rang)) for rang in range(1, 66)]
    assert recus == [True] * 60 + [False] * 5
    assert admis("3999999", de="198.51.100.1")


@pytest.mark.django_db
def test_un_dossier_n_a_que_trente_essais_d_un_coup(horloge: time_machine.Traveller) -> None:
    """Patience does not pay: the refill of the day is slower than that of the minutes."""
    reussis = 0
    for rang in range(120):
        reussis += admis("1234567", de=f"10.0.{rang}.1")
        horloge.shift(180)
    assert 30 <= reussis <= 30 + 8  # six hours give back seven


@pytest.mark.django_db
def test_reussir_rend_l_essai(affilie: Persona, autre_affilie: Persona) -> None:
    """A practice behind one address, where all know their password, never meets a limit."""
    for rang in range(30):
        numero = affilie.dossier.numero if rang % 2 else autre_affilie.dossier.numero
        assert tenter(Client(), numero, MOT_DE_PASSE).status_code == 302
    assert statuts(Client(), ["1234567"] * 6) == [200] * 5 + [429]


@pytest.mark.django_db
def test_reussir_ne_rend_pas_les_echecs_d_avant(affilie: Persona, autre_affilie: Persona) -> None:
    """An attacker who has an account does not wash his address with it."""
    moi, recus = autre_affilie.dossier.numero, []
    for rang in range(14):
        recus += statuts(Client(), [f"30000{rang:02d}"])
        tenter(Client(), moi, MOT_DE_PASSE)
    assert recus == [200] * 10 + [429] * 4


@pytest.mark.django_db
def test_le_refus_est_une_page_qui_dit_quoi_faire(client: ClientStrict, affilie: Persona, settings: Any) -> None:
    settings.FRANCECONNECT_ACTIF = False
    statuts(client, ["1234567"] * 5)
    with hachages() as comptes:
        reponse = tenter(client, mot_de_passe=MOT_DE_PASSE)
    page = reponse.content.decode()
    assert (reponse.status_code, reponse["Retry-After"], reponse["Cache-Control"]) == (429, "180", "no-store")
    assert "Réessayez dans 3\u00a0minutes" in page
    for issue in ("/mot-de-passe-oublie/", "déjà connecté"):
        assert issue in page
    assert "FranceConnect" not in page
    assert "1234567" not in page
    assert MOT_DE_PASSE not in page
    assert comptes == []


@pytest.mark.django_db
def test_connu_ou_inconnu_rien_ne_les_distingue_jusque_dans_le_refus(affilie: Persona) -> None:
    """Seven tries each: statuses, headers, bodies, hashes and statements, one by one."""
    connus, inconnus = _traces("1234567"), _traces("1234568")
    assert connus == inconnus
    assert [trace[0] for trace in connus] == [200] * 5 + [429] * 2


def _traces(numero: str, mot_de_passe: str = "Faux-2026") -> list[Any]:
    client, traces = Client(), []
    for rang in range(7):
        with hachages() as comptes, CaptureQueriesContext(connection) as requetes:
            reponse = tenter(client, numero, mot_de_passe, de=f"10.{numero[-1]}.{rang}.1")
        corps = re.sub(r'value="[^"]{64}"|<code>\w{16}</code>', "", reponse.content.decode()).replace(
            f'value="{numero}"', ""
        )
        entetes = {nom: valeur for nom, valeur in reponse.headers.items() if nom != "X-Request-ID"}
        ordres = [_gabarit(requete["sql"]) for requete in requetes]
        traces.append((reponse.status_code, entetes, sorted(reponse.cookies), corps, len(comptes), ordres))
    return traces


def _gabarit(sql: str) -> str:
    """A statement without its values; only the access of a known dossier brings its compte along."""
    return re.sub(r"s\d+_x\d+|'[^']*'(?:::\w+)?|\b[0-9a-f]{32}\b|\b\d+\b", "?", sql)


def cent_echecs(numero: str = "1234567", fois: int = 100) -> None:
    for _ in range(fois):
        consommer([Prise(seaux.CONNEXION_DOSSIER_SUITE, cle_dossier(TypeDossier.AFFILIE, numero))])


def est_ouvert(client: Client | None = None) -> bool:
    """Whether the password of the dossier opens it, from a browser it has never seen."""
    return bool(tenter(client or Client(), mot_de_passe=MOT_DE_PASSE).status_code == 302)


@pytest.mark.django_db
def test_cent_echecs_a_la_suite_s_accumulent_au_fil_des_jours(
    affilie: Persona, horloge: time_machine.Traveller
) -> None:
    """Slow enough for every other bucket: the hundredth failure is the last, years do not bring another hundred."""
    admises = 0
    for rang in range(110):
        admises += admis("1234567", de=f"10.0.{rang}.1")
        horloge.shift(3600)
    assert admises == 100
    horloge.shift(90 * 86_400)
    assert not est_ouvert()


@pytest.mark.django_db
def test_apres_cent_echecs_la_page_demande_un_provisoire(client: ClientStrict, affilie: Persona, settings: Any) -> None:
    settings.FRANCECONNECT_ACTIF = False
    cent_echecs()
    with hachages() as comptes:
        reponse = tenter(client, mot_de_passe=MOT_DE_PASSE)
    page = reponse.content.decode()
    assert (reponse.status_code, "Retry-After" in reponse) == (429, False)
    assert 'Demandez <a href="/mot-de-passe-oublie/">un mot de passe provisoire</a>' in page
    assert "FranceConnect" not in page
    for faux in ("bloqué", "verrouillé", "Réessayez", "1234567"):
        assert faux not in page.split("<main", 1)[1]
    assert comptes == []
    settings.FRANCECONNECT_ACTIF = True
    assert "entrez avec <a" in tenter(client).content.decode()


@pytest.mark.django_db
def test_apres_cent_echecs_connu_ou_inconnu_rien_ne_les_distingue(affilie: Persona) -> None:
    for numero in ("1234567", "1234568"):
        cent_echecs(numero)
    for saisie in ("Faux-2026", CLAIR):
        connus, inconnus = _traces("1234567", saisie), _traces("1234568", saisie)
        assert connus == inconnus
        assert [trace[0] for trace in connus] == ([429] * 7 if saisie != CLAIR else [200] * 5 + [429] * 2)
        NiveauSeau.objects.exclude(plein_us__gt=4 * 10**15).delete()  # all but the hundred failures


@pytest.mark.django_db
def test_le_provisoire_ouvre_et_remet_a_zero(affilie: Persona) -> None:
    creer_secret(affilie.dossier)
    cent_echecs()
    client = ClientStrict()
    assert presenter(client, affilie.dossier, "PNMKJHGFEDCA").status_code == 200, "un provisoire faux"
    assert presenter(client, affilie.dossier)["Location"] == CHOISIR
    assert not est_ouvert(), "rien n’est encore choisi"
    assert choisir(client, affilie.dossier.courriel).status_code == 302
    assert tenter(Client(), mot_de_passe="Trois tasses de pluie 7").status_code == 302


@pytest.mark.django_db
def test_un_mot_de_passe_en_forme_de_provisoire_ne_se_devine_pas_pour_autant(affilie: Persona) -> None:
    affilie.compte.set_password(CLAIR)
    affilie.compte.save()
    assert tenter(Client(), mot_de_passe=CLAIR).status_code == 302
    cent_echecs()
    assert tenter(Client(), mot_de_passe=CLAIR).status_code == 200


@pytest.mark.django_db
def test_un_succes_un_nouveau_mot_de_passe_un_agent_remettent_a_zero(
    affilie: Persona, agent: Persona, client_de: ClientDe
) -> None:
    cent_echecs(fois=99)
    assert est_ouvert()
    cent_echecs(fois=99)
    chez_elle = Client()
    assert est_ouvert(chez_elle), "la centième, et elle réussit"
    cent_echecs()
    assert not est_ouvert()
    chez_elle.post("/deconnexion/")
    assert est_ouvert(chez_elle), "un navigateur connu n’est pas concerné"
    assert est_ouvert(), "et sa réussite suffit"
    cent_echecs()
    debloquer_tentatives(dossier=affilie.dossier, par=agent.compte)
    assert est_ouvert()
    cent_echecs()
    saisie = {"actuel": MOT_DE_PASSE, "nouveau": "Trois tasses de pluie 7"}
    assert client_de(affilie).post("/compte/mot-de-passe/", saisie).status_code == 302
    assert tenter(Client(), mot_de_passe="Trois tasses de pluie 7").status_code == 302


@pytest.mark.django_db
def test_l_encombrement_est_une_page_et_ne_coute_rien(client: Client, affilie: Persona) -> None:
    with patch("accounts.preuve.place_de_hachage", side_effect=Encombrement(10)), hachages() as comptes:
        recues = [tenter(client) for _ in range(8)]
    assert [reponse.status_code for reponse in recues] == [503] * 8
    assert recues[0]["Retry-After"] == "10"
    assert "Beaucoup de personnes se connectent" in recues[0].content.decode()
    assert comptes == []
    assert tenter(client, mot_de_passe=MOT_DE_PASSE).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_un_flot_ne_hache_pas_plus_de_mots_de_passe_a_la_fois_qu_il_n_y_a_de_places(monkeypatch: Any) -> None:
    """Each from its own network and on its own dossier: no bucket stops them."""
    from threading import Lock
    from time import sleep

    verrou, presents, sommet = Lock(), 0, 0

    def hacher(*_: Any, **__: Any) -> None:
        nonlocal presents, sommet
        with verrou:
            presents += 1
            sommet = max(sommet, presents)
        sleep(0.01)
        with verrou:
            presents -= 1

    monkeypatch.setattr("accounts.hachage.PLACES", 3)
    monkeypatch.setattr("accounts.hachage.PATIENCE", 60.0)
    monkeypatch.setattr("accounts.preuve.authenticate", hacher)
    recus = courir(lambda rang: tenter(Client(), f"4000{rang:03d}", de=f"10.{rang}.0.1").status_code, fois=80)
    assert recus == [200] * 80
    assert sommet == 3


@pytest.mark.django_db
def test_ce_qui_echoue_apres_le_hachage_reste_paye(affilie: Persona) -> None:
    client = Client(raise_request_exception=False)
    with patch("accounts.services.journaliser", side_effect=RuntimeError):
        assert statuts(client, ["1234567"] * 6) == [500] * 5 + [429]
