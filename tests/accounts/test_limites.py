"""Buckets: what they let through, whoever races, whatever the hour."""

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.limites import SEAUX, Prise, Seau, consommer, gcra, purger_niveaux
from accounts.limites.purge import purger_limites
from accounts.models import NiveauSeau
from carpimko_portal.lib.refus import TropDeDemandes
from tests.conftest import MAINTENANT
from tests.harnais.course import courir

SEAU = Seau("essai", 5, timedelta(minutes=3))
DISTINCTS = Seau("essai-distincts", 2, timedelta(minutes=30), memoire=timedelta(hours=1))


def passe(*prises: Prise) -> bool:
    try:
        consommer(prises)
    except TropDeDemandes:
        return False
    return True


def attente(*prises: Prise) -> int:
    with pytest.raises(TropDeDemandes) as refus:
        consommer(prises)
    return refus.value.attente


@pytest.mark.django_db
def test_la_rafale_passe_puis_un_essai_par_recharge(horloge: time_machine.Traveller) -> None:
    prise = Prise(SEAU, "1234567")
    assert [passe(prise) for _ in range(7)] == [True] * 5 + [False] * 2
    assert attente(prise) == 180
    horloge.shift(179)
    assert attente(prise) == 1
    horloge.shift(1)
    assert [passe(prise), passe(prise)] == [True, False]
    horloge.shift(timedelta(days=1))
    assert [passe(prise) for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.django_db
def test_un_refus_ne_coute_rien(horloge: time_machine.Traveller) -> None:
    prise = Prise(SEAU, "1234567")
    for _ in range(50):
        passe(prise)
    horloge.shift(180)
    assert passe(prise)


@pytest.mark.django_db
def test_chaque_valeur_et_chaque_seau_a_son_niveau() -> None:
    for _ in range(5):
        assert passe(Prise(SEAU, "1234567"))
    assert not passe(Prise(SEAU, "1234567"))
    assert passe(Prise(SEAU, "1234568"))
    assert passe(Prise(Seau("autre", 1, SEAU.recharge), "1234567"))


@pytest.mark.django_db
def test_tout_ou_rien() -> None:
    """A bucket gives nothing when the next one refuses."""
    etroit = Prise(Seau("etroit", 1, timedelta(hours=1)), "x")
    assert passe(etroit)
    for _ in range(10):
        assert attente(Prise(SEAU, "x"), etroit) == 3600
    assert [passe(Prise(SEAU, "x")) for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.django_db
def test_rendre_rend_tout_et_rien_de_plus(horloge: time_machine.Traveller) -> None:
    prise = Prise(SEAU, "x")
    charges = [consommer([prise, Prise(DISTINCTS, "x", "a")]) for _ in range(5)]
    charges[0].rendre()
    assert [passe(prise), passe(prise)] == [True, False]
    for charge in charges[1:]:
        charge.rendre()
    assert [passe(prise) for _ in range(5)] == [True] * 4 + [False]


@pytest.mark.django_db
def test_le_meme_element_ne_compte_qu_une_fois(horloge: time_machine.Traveller) -> None:
    essais = [passe(Prise(DISTINCTS, "adresse", element)) for element in "aaabbbcab"]
    assert essais == [True] * 6 + [False, True, True]
    assert attente(Prise(DISTINCTS, "adresse", "c")) == 1800
    horloge.shift(1800)
    assert passe(Prise(DISTINCTS, "adresse", "c"))
    horloge.shift(1800)
    assert [passe(Prise(DISTINCTS, "adresse", element)) for element in "ab"] == [True, False], "a est oublié, b aussi"


@pytest.mark.django_db
def test_un_element_rendu_n_a_jamais_compte() -> None:
    for element in "abcdef":
        consommer([Prise(DISTINCTS, "adresse", element)]).rendre()
    assert [passe(Prise(DISTINCTS, "adresse", element)) for element in "abc"] == [True, True, False]


@pytest.mark.django_db(transaction=True)
def test_une_course_ne_depasse_jamais_la_rafale() -> None:
    """The first insertion of each row included."""
    for tour in range(5):
        essais = courir(lambda _, t=tour: passe(Prise(SEAU, f"course {t}")), fois=200)  # type: ignore[misc]
        assert sum(essais) == 5


@pytest.mark.django_db(transaction=True)
def test_des_seaux_croises_ne_se_bloquent_pas() -> None:
    """Charges and returns lock their rows in the same order: PostgreSQL finds no deadlock."""

    def essai(rang: int) -> bool:
        prises = [Prise(SEAU, str(rang % 3)), Prise(DISTINCTS, "tous", str(rang % 2)), Prise(SEAU_LARGE, "tous")]
        try:
            consommer(prises).rendre()
        except TropDeDemandes:
            return False
        return True

    assert any(courir(essai, fois=300))
    assert [passe(Prise(SEAU, "0")) for _ in range(6)] == [True] * 5 + [False]


SEAU_LARGE = Seau("large", 1000, timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_une_transaction_qui_echouerait_ne_peut_rien_rendre() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        consommer([Prise(SEAU, "x")])


@pytest.mark.django_db
def test_la_table_ne_dit_rien() -> None:
    consommer([Prise(SEAU, "affilie|1234567"), Prise(DISTINCTS, "192.0.2.7/32", "affilie|1234567")])
    with connection.cursor() as curseur:
        curseur.execute("SELECT * FROM accounts_niveauseau")
        table = repr(curseur.fetchall())
    assert table.count("(") >= 3
    for clair in ("1234567", "192.0.2", "essai"):
        assert clair not in table


@pytest.mark.django_db
def test_les_empreintes_dependent_de_la_cle(settings: Any) -> None:
    avant = gcra._cle("essai", "1234567")
    assert gcra._cle("essai", "1234567") == avant
    settings.SECRET_KEY = "une autre cle, tout aussi longue que la premiere, pour les essais"
    assert gcra._cle("essai", "1234567") != avant


@pytest.mark.django_db
def test_la_purge_ne_retire_que_les_seaux_pleins(horloge: time_machine.Traveller, monkeypatch: Any) -> None:
    monkeypatch.setattr(gcra, "_LOT_PURGE", 2)
    for rang in range(5):
        consommer([Prise(SEAU, str(rang))])
    for _ in range(5):
        passe(Prise(SEAU, "vide"))
    horloge.shift(180)
    assert purger_limites() == 5
    assert NiveauSeau.objects.count() == 1
    assert [passe(Prise(SEAU, "vide")), passe(Prise(SEAU, "vide"))] == [True, False]
    horloge.shift(timedelta(days=1))
    assert purger_niveaux() == 1


class Reference:
    """The bucket as textbooks tell it: a level of tokens, in exact fractions (µs × tokens)."""

    def __init__(self, seau: Seau) -> None:
        self.seau, self.niveau, self.vu = seau, seau.limite_us, 0

    def prendre(self, maintenant: int) -> bool:
        self.niveau = min(self.seau.limite_us, self.niveau + maintenant - self.vu)
        self.vu = maintenant
        if self.niveau < self.seau.pas_us:
            return False
        self.niveau -= self.seau.pas_us
        return True

    def rendre(self) -> None:
        self.niveau += self.seau.pas_us


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rafale=st.integers(1, 6),
    recharge=st.integers(1, 5_000_000),
    suite=st.lists(st.tuples(st.integers(0, 6_000_000), st.booleans()), max_size=30),
)
def test_comme_un_seau_de_reference(rafale: int, recharge: int, suite: list[tuple[int, bool]]) -> None:
    NiveauSeau.objects.all().delete()
    seau = Seau("propriete", rafale, timedelta(microseconds=recharge))
    reference, maintenant = Reference(seau), 10**15
    for duree, reussi in suite:
        maintenant += duree
        with pytest.MonkeyPatch.context() as horloge:
            horloge.setattr(time, "time_ns", lambda m=maintenant: m * 1000)
            attendu = reference.prendre(maintenant)
            try:
                charge = consommer([Prise(seau, "x")])
            except TropDeDemandes:
                assert not attendu
                continue
            assert attendu
            if reussi:
                charge.rendre()
                reference.rendre()


def test_la_table_des_limites_se_tient() -> None:
    noms = [seau.nom for seau in SEAUX]
    assert len(noms) == len(set(noms)) == 13
    for seau in SEAUX:
        assert seau.rafale >= 1
        assert timedelta(seconds=1) <= seau.recharge <= timedelta(days=30)
    assert MAINTENANT  # the clock of every test above
