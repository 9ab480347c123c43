"""The agents of the demonstration: a newcomer comes in with the code that the page shows."""

import re
from typing import Any

import pytest
from django.apps import apps

from accounts.administration.roles import COURRIERS, RELATION, poser_les_roles
from accounts.models import Authentificateur, EntreeJournal
from demonstration.agents import codes_du_moment, equiper
from demonstration.personas import MOT_DE_PASSE
from tests.harnais.client import ClientStrict

AGATHE = "agathe.guichet@caisse.example"


@pytest.fixture
def agathe(db: None) -> None:
    poser_les_roles(apps)
    equiper(AGATHE, roles=(COURRIERS, RELATION))


def test_le_code_montre_ouvre_et_le_suivant_aussi(agathe: None, client: ClientStrict) -> None:
    for _ in range(2):
        page = client.get("/admin/login/").content.decode()
        code = re.search(r'code-du-moment">(\d{6})<', page)
        assert code
        saisie = {"identifiant": AGATHE, "mot_de_passe": MOT_DE_PASSE, "code": code[1]}
        assert ClientStrict().post("/admin/login/", saisie)["Location"] == "/admin/"
    assert "Dans 30 s" in client.get("/admin/login/").content.decode()  # both codes of the moment have served


def test_equiper_deux_fois_ne_change_rien(agathe: None) -> None:
    avant = list(Authentificateur.objects.values()), EntreeJournal.objects.count()
    equiper(AGATHE, roles=(COURRIERS, RELATION))
    assert (list(Authentificateur.objects.values()), EntreeJournal.objects.count()) == avant


def test_equiper_repare_un_acces_rouvert(agathe: None) -> None:
    Authentificateur.objects.update(confirmed=False)
    assert codes_du_moment([AGATHE]) == {}
    equiper(AGATHE, roles=(COURRIERS,))
    assert codes_du_moment([AGATHE])[AGATHE][0]


def test_hors_demonstration_aucun_code_n_est_montre(agathe: None, client: ClientStrict, settings: Any) -> None:
    settings.DEMONSTRATION = False
    page = client.get("/admin/login/").content.decode()
    assert AGATHE not in page
    assert "code-du-moment" not in page
