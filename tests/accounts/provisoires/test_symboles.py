"""Provisional passwords are typed from paper: nothing in them can be mistaken, and nothing is lost in typing."""

from itertools import chain, repeat
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.provisoires.symboles import ALPHABET, LONGUEUR, normaliser, presenter, tirer

SYMBOLES = st.text(st.sampled_from(ALPHABET), min_size=LONGUEUR, max_size=LONGUEUR)


def test_aucun_symbole_n_en_rappelle_un_autre() -> None:
    assert len(set(ALPHABET)) == 25
    assert not set(ALPHABET) & set("0O1IL2Z5S8B")


def test_chaque_symbole_est_tire() -> None:
    tires = [tirer() for _ in range(400)]
    assert len(set(tires)) == len(tires)
    assert set(chain.from_iterable(tires)) == set(ALPHABET)


def test_un_mot_grossier_est_tire_de_nouveau() -> None:
    suite = chain("AAAAMERDEAAA", repeat("C"))
    with patch("carpimko_portal.lib.symboles.secrets.choice", side_effect=lambda _: next(suite)):
        assert tirer() == "C" * LONGUEUR


@given(SYMBOLES)
def test_ce_qui_est_imprime_se_relit(symboles: str) -> None:
    assert normaliser(presenter(symboles)) == symboles


@pytest.mark.parametrize(
    "saisie", ["acde fghj kmnp", " ACDE–FGHJ–KMNP ", "acdefghjkmnp", "ACDE.FGHJ.KMNP", "acde\u202ffghjkmnp"]
)
def test_la_saisie_est_indulgente(saisie: str) -> None:
    assert normaliser(saisie) == "ACDEFGHJKMNP"


@pytest.mark.parametrize(
    "saisie", ["", "ACDEFGHJKMN", "ACDEFGHJKMNPQ", "ACDEFGHJKMN0", "acdefghjkmnß", "ACDEFGHJKMN1", "é" * 12]
)
def test_ce_qui_n_est_pas_un_secret_n_en_devient_pas_un(saisie: str) -> None:
    assert normaliser(saisie) is None
