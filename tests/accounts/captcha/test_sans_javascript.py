"""Without JavaScript: a minute of patience, once, three times an hour."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections

from accounts.limites.seaux import CAPTCHA_DEFI, CAPTCHA_SANS_JAVASCRIPT
from tests.accounts.captcha.essai import EssaiForm, refus, requete
from tests.conftest import MAINTENANT
from tests.harnais.client import ClientStrict

ADRESSE = "/essai/?sans-javascript=1"
PAR_HEURE = CAPTCHA_SANS_JAVASCRIPT.rafale
pytestmark = pytest.mark.django_db
_BILLET = re.compile(r'name="captcha" value="(attente:[^"]+)"')


def billet_dans(page: str) -> str:
    trouve = _BILLET.search(page)
    assert trouve, page
    return trouve[1]


def billet(**qui: str) -> str:
    return billet_dans(str(EssaiForm(request=requete(adresse=ADRESSE, **qui))))


@pytest.mark.parametrize(("secondes", "admis"), [(0, False), (59, False), (60, True), (900, True), (902, False)])
def test_d_une_a_quinze_minutes(horloge: time_machine.Traveller, secondes: int, admis: bool) -> None:
    ticket = billet()
    horloge.move_to(MAINTENANT + timedelta(seconds=secondes))
    assert (refus(ticket) == "") is admis


def test_trop_tot_on_garde_son_billet(client: ClientStrict, horloge: time_machine.Traveller) -> None:
    page = client.get(ADRESSE).content.decode()
    assert "<strong>60 secondes</strong>" in page.replace("\u00a0", " ")
    assert "captcha.js" not in page
    ticket = billet_dans(page)
    horloge.shift(timedelta(seconds=20))
    page = client.post(ADRESSE, {"nom": "Alice", "captcha": ticket}).content.decode()
    assert "Il reste 40\u00a0secondes" in page
    assert billet_dans(page) == ticket
    horloge.shift(timedelta(seconds=30))
    page = client.post(ADRESSE, {"nom": "", "captcha": ticket}).content.decode()
    assert billet_dans(page) == ticket
    horloge.shift(timedelta(seconds=10))
    assert "Bienvenue" in client.post(ADRESSE, {"nom": "Alice", "captcha": ticket}).content.decode()
    assert "Bienvenue" not in client.post(ADRESSE, {"nom": "Alice", "captcha": ticket}).content.decode()


@pytest.mark.parametrize("qui", [{"secret": "b" * 32}, {"session": "c" * 32}], ids=["navigateur", "session"])
def test_le_billet_d_un_autre(horloge: time_machine.Traveller, qui: dict[str, Any]) -> None:
    ticket = billet(**qui)
    horloge.shift(timedelta(seconds=61))
    assert refus(ticket)
    assert refus(ticket, **qui) == ""


@pytest.mark.parametrize(
    "faux", ["attente:", "attente:x", "attente:a:b:c", "attente:" + "é" * 40, "attente:" + "A" * 9999]
)
def test_un_faux_billet(faux: str) -> None:
    assert refus(faux)


def test_un_billet_retouche(horloge: time_machine.Traveller) -> None:
    ticket = billet()
    horloge.shift(timedelta(seconds=61))
    assert refus(ticket[:-1] + ("A" if ticket[-1] != "A" else "B"))


def test_trois_fois_par_heure_et_par_reseau(horloge: time_machine.Traveller) -> None:
    tickets = [billet(ip="2001:db8::1") for _ in range(PAR_HEURE + 3)]
    horloge.shift(timedelta(seconds=61))
    for rang in range(PAR_HEURE):
        assert refus(tickets.pop(), ip=f"2001:db8::{rang}") == ""
    assert "Trop de demandes" in refus(tickets.pop(), ip="2001:db8::ff")
    assert refus(tickets.pop(), ip="2001:db8:0:1::1") == ""  # the neighbour's network
    ticket_de_l_heure_suivante = billet()
    horloge.shift(timedelta(hours=1))
    assert refus(ticket_de_l_heure_suivante)  # expired: waiting an hour means asking again


def test_les_defis_sont_comptes_par_adresse(client: ClientStrict, horloge: time_machine.Traveller) -> None:
    def demander(ip: str) -> int:
        return int(client.get("/captcha/essai/defi/", REMOTE_ADDR=ip).status_code)

    assert [demander("192.0.2.7") for _ in range(CAPTCHA_DEFI.rafale)] == [200] * CAPTCHA_DEFI.rafale
    assert (demander("192.0.2.7"), demander("192.0.2.8")) == (429, 200)
    horloge.shift(10)
    assert demander("192.0.2.7") == 200


@pytest.mark.django_db(transaction=True)
def test_vingt_billets_d_un_coup_trois_admis(horloge: time_machine.Traveller) -> None:
    tickets = [billet() for _ in range(20)]
    horloge.shift(timedelta(seconds=61))
    depart = threading.Barrier(20)

    def envoyer(ticket: str) -> str:
        try:
            depart.wait()
            return refus(ticket)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as fils:
        assert list(fils.map(envoyer, tickets)).count("") == PAR_HEURE
