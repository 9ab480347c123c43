"""Known and unknown dossiers: same statements, same work, same time, same answers."""

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import chain
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.enums import TypeDossier
from accounts.models import Dossier
from accounts.reinitialisation import views
from accounts.reinitialisation.proposition import adresse_masquee
from tests.accounts.reinitialisation.conftest import OUBLI, SUIVI, Visiteur, visiteur
from tests.harnais.chronometrage import se_distinguent
from tests.harnais.statistiques import p_khi2

FOIS, TOURS = 20, 3
BUDGET = 5
_VALEURS = re.compile(r"'[^']*'|\b[0-9a-f]{32}\b|\bs\d+_x\d+\b|\b\d+\b")
_TECHNIQUE = re.compile(r"django_session|accounts_niveauseau|pg_advisory|^(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK)")


def paires(caisse: list[str], combien: int) -> Iterator[str]:
    """Known and unknown in turn, with an address on file or a decoy of one, so that both have the same choice."""
    connus = [numero for numero in caisse if adresse_masquee(TypeDossier.AFFILIE, numero)]
    possibles = (str(5_000_000 + rang) for rang in range(10_000))
    inconnus = (numero for numero in possibles if adresse_masquee(TypeDossier.AFFILIE, numero))
    return chain.from_iterable(zip(connus[:combien], inconnus, strict=False))


def deux_etapes(numeros: Iterator[str]) -> Iterator[tuple[str, Visiteur]]:
    """Visitors on the second page, each from their own address."""
    for rang, numero in enumerate(numeros):
        moi = visiteur(rang)
        assert moi.nommer(numero).status_code == 302
        yield numero, moi


@contextmanager
def sabotage(pour_un_connu: Callable[[], object]) -> Iterator[None]:
    """A page that does something more for those who exist."""

    def sabotee(type_dossier: TypeDossier, numero: str) -> str:
        if Dossier.objects.filter(numero=numero).exists():
            pour_un_connu()
        return adresse_masquee(type_dossier, numero)

    with patch.object(views, "adresse_masquee", sabotee):
        yield


def une_requete() -> None:
    Dossier.objects.count()


def un_hachage() -> None:
    make_password("Essai-2026")


# Statements -------------------------------------------------------------------------------------


def instructions(action: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as vues:
        action()
    return [_VALEURS.sub("?", vue["sql"]) for vue in vues.captured_queries]


def verifier_les_instructions(caisse: list[str]) -> None:
    """Each visitor is known or not, and nothing else differs."""
    vues = []
    for rang, numero in enumerate(paires(caisse, 3)):
        moi = visiteur(rang)
        saisie = moi.saisie(numero)
        vues.append((
            instructions(partial(moi.client.post, OUBLI, saisie)),
            instructions(moi.voir),
            instructions(partial(moi.choisir, "courriel")),
        ))  # fmt: skip
    for une in vues[1:]:
        assert une == vues[0]


def test_les_memes_instructions(caisse: list[str]) -> None:
    verifier_les_instructions(caisse)


@pytest.mark.parametrize("de_trop", [une_requete])
def test_une_instruction_de_trop_se_verrait(caisse: list[str], de_trop: Callable[[], object]) -> None:
    with sabotage(de_trop), pytest.raises(AssertionError):
        verifier_les_instructions(caisse)


def test_une_demande_coute_cinq_instructions_au_plus(caisse: list[str]) -> None:
    for _, moi in deux_etapes(paires(caisse, 1)):
        metier = [sql for sql in instructions(partial(moi.choisir, "courriel")) if not _TECHNIQUE.search(sql)]
        assert len(metier) <= BUDGET, metier
        assert sum("INSERT" in sql for sql in metier) == 2, "la demande et son entrée au journal"


# Work -------------------------------------------------------------------------------------------


def appels(action: Callable[[], Any]) -> int:
    """Functions called, of Python and of C: what the work costs, whatever the machine is busy with."""
    compte = 0

    def noter(cadre: Any, evenement: str, argument: Any) -> None:
        nonlocal compte
        compte += evenement in {"call", "c_call"}

    ancien = sys.getprofile()
    sys.setprofile(noter)
    try:
        action()
    finally:
        sys.setprofile(ancien)
    return compte


def verifier_le_travail(caisse: list[str]) -> None:
    vues: dict[bool, list[int]] = {True: [], False: []}
    for numero, moi in deux_etapes(paires(caisse, 10)):
        vues[numero in caisse].append(appels(moi.voir) + appels(partial(moi.choisir, "courriel")))
    connus, inconnus = (sorted(vues[ce])[1:-1] for ce in (True, False))
    moyen = sum(inconnus) / len(inconnus)
    assert abs(sum(connus) / len(connus) - moyen) < moyen * 0.005, (connus, inconnus)


def test_le_meme_travail(caisse: list[str]) -> None:
    verifier_le_travail(caisse)


@pytest.mark.parametrize("de_trop", [une_requete])
def test_un_travail_de_trop_se_verrait(caisse: list[str], de_trop: Callable[[], object]) -> None:
    with sabotage(de_trop), pytest.raises(AssertionError):
        verifier_le_travail(caisse)


# Time -------------------------------------------------------------------------------------------


def le_temps_les_distingue(caisse: list[str]) -> bool:
    """Whether the time of the second page's POST tells who exists. Each visitor chooses once."""
    attendent: dict[bool, list[Visiteur]] = {True: [], False: []}
    for numero, moi in deux_etapes(paires(caisse, FOIS * TOURS + 1)):
        attendent[numero in caisse].append(moi)

    def choisir(connu: bool) -> None:
        assert attendent[connu].pop().choisir("courriel").status_code == 302

    travaux = [partial(choisir, connu) for connu in (True, False)]
    for travail in travaux:  # warms
        travail()
    return bool(se_distinguent(travaux, fois=FOIS, tours=TOURS))


def test_le_meme_temps(caisse: list[str]) -> None:
    """Without the floor, which would hide what is looked for."""
    assert not le_temps_les_distingue(caisse)


def test_un_hachage_dans_la_requete_se_verrait(caisse: list[str]) -> None:
    with sabotage(un_hachage):
        assert le_temps_les_distingue(caisse)


def test_aucune_reponse_avant_le_plancher(caisse: list[str], settings: Settings) -> None:
    settings.PLANCHER_REPONSE = timedelta(milliseconds=60)
    moi = visiteur(1)
    saisie = moi.saisie("1234567")
    actions: list[Callable[[], Any]] = [
        partial(moi.client.post, OUBLI, {**saisie, "numero": ""}),
        partial(moi.client.post, OUBLI, saisie),
        moi.voir,
        partial(moi.choisir, "rien"),
        partial(moi.choisir, "lettre"),
        partial(moi.client.post, SUIVI, {"reference": "ACDEFGHJKMNP"}),
    ]
    for rang, action in enumerate(actions):
        debut = time.perf_counter()
        action()
        assert time.perf_counter() - debut >= 0.06, rang


# Answers ----------------------------------------------------------------------------------------


def test_les_memes_reponses(caisse: list[str]) -> None:
    """Same statuses and headers at each step; pages of the same sizes, since masks have the same shapes."""
    reponses: dict[bool, list[Any]] = {True: [], False: []}
    tailles: dict[bool, list[int]] = {True: [], False: []}
    possibles = chain.from_iterable(zip(caisse[:60], (str(5_000_000 + rang) for rang in range(60)), strict=True))
    for numero, moi in deux_etapes(possibles):
        page = moi.voir()
        choisie = moi.choisir("lettre")
        fin = moi.client.get(choisie["Location"])
        reponses[numero in caisse].append([_sans_hasard(une) for une in (page, choisie, fin)])
        tailles[numero in caisse].append(len(page.content))
        assert numero not in page.content.decode() + fin.content.decode()
    assert {str(une) for une in reponses[True]} == {str(une) for une in reponses[False]}
    assert len({str(une) for une in reponses[True]}) == 1
    assert p_khi2(tailles[True], tailles[False]) > 0.01


def _sans_hasard(reponse: Any) -> tuple[int, list[str], list[str]]:
    """Status, names of headers and names of cookies."""
    return reponse.status_code, sorted(reponse.headers), sorted(reponse.cookies)
