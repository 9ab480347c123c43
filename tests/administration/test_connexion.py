"""How agents come in, and how nobody else does."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.models import EntreeJournal
from tests.administration.conftest import Agent, CreerAgent, noter_cle
from tests.harnais.client import ClientStrict
from tests.harnais.course import courir
from tests.harnais.personas import MOT_DE_PASSE, Persona

PORTE = "/admin/login/"
REFUS = "Ces informations ne correspondent à aucun accès"


def entrer(client: Client, agent: Agent, **saisie: str) -> Any:
    valeurs = {"identifiant": agent.compte.identifiant, "mot_de_passe": MOT_DE_PASSE, "code": agent.code()}
    return client.post(PORTE, valeurs | saisie)


def est_dedans(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_mot_de_passe_et_code_ouvrent(client: ClientStrict, creer_agent: CreerAgent) -> None:
    agent = creer_agent("Relation affiliés")
    reponse = entrer(client, agent, next="/admin/accounts/dossier/")
    assert reponse["Location"] == "/admin/accounts/dossier/"
    assert est_dedans(client)
    assert list(EntreeJournal.objects.values_list("acte", "par")) == [("agent_connecte", agent.compte.pk)]


@pytest.mark.parametrize("ailleurs", ["//mechant.example/", "/espace/", "https://mechant.example/admin/"])
def test_on_ne_repart_que_dans_le_guichet(client: ClientStrict, creer_agent: CreerAgent, ailleurs: str) -> None:
    assert entrer(client, creer_agent(), next=ailleurs)["Location"] == "/admin/"


@pytest.mark.parametrize(
    "saisie",
    [
        {"identifiant": "inconnu@caisse.example"},
        {"mot_de_passe": "Faux-2026"},
        {"code": "000000"},
        {"code": ""},
        {"identifiant": "inconnu@caisse.example", "code": ""},
    ],
    ids=str,
)
def test_une_seule_reponse_pour_tout_refus(
    client: ClientStrict, creer_agent: CreerAgent, saisie: dict[str, str], django_assert_num_queries: Any, settings: Any
) -> None:
    settings.DEMONSTRATION = False  # whose page reads the agents to show
    agent = creer_agent()
    entrer(ClientStrict(), agent, mot_de_passe="Faux-2026")  # what only a first try writes is written
    with django_assert_num_queries(12 + (connection.vendor == "postgresql")):  # whose journal takes a lock
        reponse = entrer(client, agent, **saisie)
    assert reponse.status_code == 200
    assert REFUS in reponse.content.decode()
    assert not est_dedans(client)


def test_un_code_ne_sert_qu_une_fois(creer_agent: CreerAgent, horloge: time_machine.Traveller) -> None:
    agent = creer_agent()
    assert entrer(ClientStrict(), agent).status_code == 302
    assert REFUS in entrer(ClientStrict(), agent).content.decode()
    assert entrer(ClientStrict(), agent, code=agent.code(-1)).status_code == 200  # nor an older one
    horloge.shift(30)
    assert entrer(ClientStrict(), agent).status_code == 302


@pytest.mark.parametrize(("decalage", "ouvre"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_une_montre_peut_etre_decalee_d_un_code(
    client: ClientStrict, creer_agent: CreerAgent, decalage: int, ouvre: bool
) -> None:
    agent = creer_agent()
    entrer(client, agent, code=agent.code(decalage))
    assert est_dedans(client) is ouvre


@pytest.mark.django_db(transaction=True)
def test_deux_connexions_du_meme_code_une_seule_passe(creer_agent: CreerAgent) -> None:
    agent = creer_agent()
    code = agent.code()
    recus = courir(lambda rang: entrer(Client(), agent, code=code).status_code, fois=5, coureurs=5)
    assert sorted(recus) == [200] * 4 + [302]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("identifiant", ["agent@caisse.example", "inconnu@caisse.example"])
def test_cent_essais_simultanes_ne_passent_pas_la_rafale(creer_agent: CreerAgent, identifiant: str) -> None:
    agent = creer_agent()
    saisie = {"identifiant": identifiant, "mot_de_passe": "Faux-2026"}
    recus = courir(lambda rang: entrer(Client(), agent, **saisie).status_code, fois=100, coureurs=20)
    assert sorted(recus) == [200] * 5 + [429] * 95


def test_le_refus_d_une_limite_est_le_meme_pour_un_inconnu(client: ClientStrict, creer_agent: CreerAgent) -> None:
    agent = creer_agent()
    for identifiant in (agent.compte.identifiant, "inconnu@caisse.example"):
        statuts = [entrer(client, agent, identifiant=identifiant, code="0").status_code for _ in range(6)]
        assert statuts == [200] * 5 + [429]


def test_un_membre_n_entre_pas(client: ClientStrict, affilie: Persona, creer_agent: CreerAgent) -> None:
    agent = creer_agent()
    reponse = entrer(client, agent, identifiant=affilie.compte.identifiant)
    assert REFUS in reponse.content.decode()
    assert not est_dedans(client)


def test_un_agent_n_a_pas_d_espace(client: ClientStrict, creer_agent: CreerAgent) -> None:
    entrer(client, creer_agent("Relation affiliés"))
    assert client.get("/espace/").status_code == 403
    assert client.get("/compte/").status_code == 403


def test_la_session_d_un_agent_est_plus_courte(creer_agent: CreerAgent, horloge: time_machine.Traveller) -> None:
    client = creer_agent().navigateur()
    horloge.shift(timedelta(minutes=14))
    assert est_dedans(client)
    horloge.shift(timedelta(minutes=15))
    reponse = client.get("/admin/")
    assert reponse["Location"] == "/admin/login/?fin=inactivite&next=/admin/"
    assert "Votre session a pris fin" in client.get(reponse["Location"]).content.decode()


def test_la_session_d_un_agent_ne_dure_que_huit_heures(
    creer_agent: CreerAgent, horloge: time_machine.Traveller
) -> None:
    client = creer_agent().navigateur()
    for _ in range(48):
        horloge.shift(timedelta(minutes=10))
        reponse = client.get("/admin/")
    assert "fin=duree" in reponse["Location"]


# First connexion ---------------------------------------------------------------------------------


NOUVEAU = "Quatre mots bien choisis, et 7"


def installer(client: Client, agent: Agent, **saisie: str) -> Any:
    valeurs = {"mot_de_passe": NOUVEAU, "confirmation": NOUVEAU, "code": agent.code()}
    return client.post("/admin/installation/", valeurs | saisie)


def test_premiere_connexion(client: ClientStrict, creer_agent: CreerAgent, horloge: time_machine.Traveller) -> None:
    agent = creer_agent("Supervision", installe=False)
    assert entrer(client, agent, code="")["Location"] == "/admin/installation/"
    session = client.session
    noter_cle(session, agent.compte)
    session.save()
    page = client.get("/admin/installation/").content.decode()
    assert "<svg" in page
    assert client.get("/admin/accounts/compte/")["Location"] == "/admin/installation/"
    ailleurs = agent.navigateur(verifie=False, client=Client())  # Django reads a dead session twice
    assert installer(client, agent)["Location"] == "/admin/"
    assert client.get("/admin/accounts/compte/").status_code == 200
    assert client.get("/admin/installation/")["Location"] == "/admin/"
    assert ailleurs.get("/admin/installation/").status_code == 302  # the other session died with the password
    horloge.shift(60)
    assert REFUS in entrer(ClientStrict(), agent).content.decode()  # the given password opens nothing now
    assert entrer(ClientStrict(), agent, mot_de_passe=NOUVEAU)["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("saisie", "dit"),
    [
        ({"code": "000000"}, "Ce code n’est pas celui du moment"),
        ({"confirmation": "Autre chose encore"}, "Les deux saisies diffèrent"),
        ({"mot_de_passe": "Court", "confirmation": "Court"}, "au moins 12 caractères"),
        ({"mot_de_passe": "Agent avec 7 autres mots", "confirmation": "Agent avec 7 autres mots"}, "votre identifiant"),
        ({"mot_de_passe": "quatre mots sans chiffre", "confirmation": "quatre mots sans chiffre"}, "Ajoutez"),
        ({"mot_de_passe": "Caisse-agent-2026", "confirmation": "Caisse-agent-2026"}, "tient à votre nom"),
        ({"mot_de_passe": "x" * 129, "confirmation": "x" * 129}, "caractères"),
    ],
    ids=["code", "confirmation", "court", "identifiant", "composition", "personnel", "long"],
)
def test_ce_qui_ne_va_pas_est_dit(creer_agent: CreerAgent, saisie: dict[str, str], dit: str) -> None:
    agent = creer_agent(installe=False)
    client = agent.navigateur(verifie=False)
    assert dit in installer(client, agent, **saisie).content.decode()
    assert client.get("/admin/")["Location"] == "/admin/installation/"


def test_la_premiere_connexion_n_attend_que_trois_jours(
    client: ClientStrict, creer_agent: CreerAgent, horloge: time_machine.Traveller
) -> None:
    agent = creer_agent(installe=False)
    horloge.shift(timedelta(hours=72))
    assert REFUS in entrer(client, agent, code="").content.decode()


def test_un_acces_ferme_l_est_aussitot(creer_agent: CreerAgent) -> None:
    agent = creer_agent()
    client = agent.navigateur()
    agent.compte.is_active = False
    agent.compte.save()
    assert client.get("/admin/").status_code == 302
    assert REFUS in entrer(ClientStrict(), agent).content.decode()


def test_sortir(creer_agent: CreerAgent) -> None:
    client = creer_agent().navigateur()
    assert client.post("/admin/logout/")["Location"] == "/admin/login/"
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
