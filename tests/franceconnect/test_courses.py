"""The same thing twice at once: one of them counts."""

from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore

from accounts.enums import MethodeLien
from accounts.franceconnect.identite import Identite
from accounts.franceconnect.services import DejaAssocie, associer_franceconnect, associer_par_identite
from accounts.models import Acces, Compte, LienFranceConnect
from tests.franceconnect.conftest import Personne
from tests.franceconnect.fournisseur import CLIENT, SECRET, Fournisseur, ouvert
from tests.harnais.client import ClientStrict
from tests.harnais.course import courir
from tests.harnais.personas import Persona, creer_dossier

pytestmark = pytest.mark.django_db(transaction=True)
COUREURS = 8


def test_deux_liens_d_un_dossier_n_en_font_qu_un(transactional_db: None, affilie: Persona) -> None:
    def lier(rang: int) -> bool:
        try:
            associer_franceconnect(dossier=affilie.dossier, sub=f"sub-{rang}", methode=MethodeLien.PIVOT, par=None)
        except DejaAssocie:
            return False
        return True

    assert sorted(courir(lier, fois=COUREURS, coureurs=COUREURS)) == [False] * (COUREURS - 1) + [True]
    assert LienFranceConnect.objects.count() == 1


def test_un_dossier_sans_compte_n_en_recoit_qu_un(transactional_db: None) -> None:
    d = creer_dossier("3456789")
    identite = Identite("sub", d.nom_naissance, d.prenoms, d.sexe, d.date_naissance, "", "99100")
    trouves = courir(lambda _: associer_par_identite(identite=identite), fois=COUREURS, coureurs=COUREURS)
    assert sum(1 for acces in trouves if acces) == 1
    assert (Compte.objects.count(), Acces.objects.count(), LienFranceConnect.objects.count()) == (1, 1, 1)


def test_deux_retours_d_un_meme_depart_n_en_font_qu_un(transactional_db: None, affilie: Persona, settings: Any) -> None:
    """One browser, one state, sent eight times at once: one of them asks for tokens."""
    associer_franceconnect(dossier=affilie.dossier, sub=Fournisseur().sub, methode=MethodeLien.PIVOT, par=None)
    with ouvert(Fournisseur()) as pair:
        settings.FRANCECONNECT_EMETTEUR = pair.emetteur
        settings.FRANCECONNECT_CLIENT_ID, settings.FRANCECONNECT_CLIENT_SECRET = CLIENT, SECRET
        personne = Personne(ClientStrict(), pair)
        state = personne.partir()["state"]
        temoin = personne.client.cookies["session"].value

        def revenir(_: int) -> int:
            navigateur = ClientStrict()
            navigateur.cookies["session"] = temoin
            return int(Personne(navigateur, pair).revenir(state).status_code)

        statuts = courir(revenir, fois=COUREURS, coureurs=COUREURS)
        assert statuts.count(302) == 1
        assert statuts.count(400) == COUREURS - 1
        assert pair.compte("token") == 1


def test_le_retour_d_une_session_remplacee_est_perime(transactional_db: None, affilie: Persona, settings: Any) -> None:
    """The winner opened the dossier under a new session, while the loser held the former one."""
    with ouvert(Fournisseur()) as pair:
        settings.FRANCECONNECT_EMETTEUR = pair.emetteur
        settings.FRANCECONNECT_CLIENT_ID, settings.FRANCECONNECT_CLIENT_SECRET = CLIENT, SECRET
        personne = Personne(ClientStrict(), pair)
        state = personne.partir()["state"]
        with patch.object(SessionStore, "save", side_effect=UpdateError):
            assert personne.revenir(state).status_code == 400
        assert pair.compte("token") == 0
