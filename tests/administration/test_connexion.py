"""How agents come in, and how nobody else does."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import EntreeJournal
from tests.administration.conftest import Agent, CreerAgent
from tests.conftest import ClientDe
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
    client: ClientStrict, creer_agent: CreerAgent, saisie: dict[str, str], django_assert_num_queries: Any
) -> None:
    agent = creer_agent()
    entrer(ClientStrict(), agent, mot_de_passe="Faux-2026")  # what only a first try writes is written
    with django_assert_num_queries(12):
        reponse = entrer(client, agent, **saisie)
    assert reponse.status_code == 200
    assert REFUS in reponse.content.decode()
    assert not est_dedans(client)
