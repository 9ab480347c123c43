"""Posting: in the transaction or not at all, once for one key, without secrets."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.enums import Acte, EtatEnvoi
from accounts.envois import depot, genres
from accounts.envois.depot import PasRejouable, poster, rejouer
from accounts.envois.genres import Contenu, Genre, GenreInconnu
from accounts.models import EntreeJournal, Envoi
from tests.harnais.personas import Persona

ENTREE = "00000000-0000-0000-0000-000000000000"


def poster_un(persona: Persona, cle: str = "essai", **autres: Any) -> None:
    valeurs: dict[str, Any] = {"genre": "compte-ouvert", "dossier": persona.dossier, "cle": cle, "entree": ENTREE}
    poster(**valeurs | autres)


def test_un_envoi_hors_transaction_est_refuse(transactional_db: None, affilie: Persona) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        poster_un(affilie)
    assert not Envoi.objects.exists()


def test_un_acte_annule_n_envoie_rien(transactional_db: None, affilie: Persona) -> None:
    with patch.object(depot, "reveiller") as reveil, transaction.atomic():
        poster_un(affilie)
        transaction.set_rollback(True)
    assert not Envoi.objects.exists()
    reveil.assert_not_called()


def test_deux_envois_de_meme_cle_n_en_font_qu_un(affilie: Persona, autre_affilie: Persona) -> None:
    poster_un(affilie)
    poster_un(autre_affilie)
    assert Envoi.objects.get().dossier == affilie.dossier


def test_un_envoi_coute_une_requete(affilie: Persona, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        poster_un(affilie)


@pytest.mark.parametrize(
    ("autres", "erreur"),
    [
        ({"genre": "inconnu"}, GenreInconnu),
        ({"mot_de_passe": "Secret-2026"}, TypeError),
        ({"entree": "x" * 101}, TypeError),
        ({"entree": b"octets"}, TypeError),
        ({"entree": ["liste"]}, TypeError),
    ],
)
def test_seules_les_references_du_genre_sont_admises(
    affilie: Persona, autres: dict[str, Any], erreur: type[Exception]
) -> None:
    with pytest.raises(erreur):
        poster_un(affilie, **autres)
    assert not Envoi.objects.exists()


def test_un_genre_ne_s_enregistre_qu_une_fois() -> None:
    with pytest.raises(ValueError, match="déjà enregistré"):
        genres.enregistrer(Genre("connexion", lambda _: Contenu("", {})))


def test_un_reveil_par_transaction(
    affilie: Persona, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with (
        patch("accounts.tasks.distribuer_envois.apply_async") as tache,
        django_capture_on_commit_callbacks(execute=True),
    ):
        for rang in range(3):
            poster_un(affilie, f"essai-{rang}")
    assert tache.call_count == 1


def test_un_envoi_abandonne_se_rejoue(affilie: Persona, agent: Persona) -> None:
    poster_un(affilie)
    Envoi.objects.update(etat=EtatEnvoi.ECHEC, essais=12, prochain_le=timezone.now() + timedelta(hours=6))
    envoi = Envoi.objects.echoues().get()
    avant = envoi.message_id
    rejouer(envoi=envoi, par=agent.compte)
    envoi.refresh_from_db()
    assert (envoi.etat, envoi.essais, envoi.derniere_erreur) == (EtatEnvoi.A_ENVOYER, 0, "")
    assert envoi in Envoi.objects.dus(timezone.now())
    assert envoi.message_id == avant
    entree = EntreeJournal.objects.get(acte=Acte.ENVOI_REJOUE)
    assert (entree.par, entree.dossier) == (agent.compte, affilie.dossier)


@pytest.mark.parametrize("etat", [etat for etat in EtatEnvoi if etat is not EtatEnvoi.ECHEC])
def test_rien_d_autre_ne_se_rejoue(affilie: Persona, etat: EtatEnvoi) -> None:
    poster_un(affilie)
    Envoi.objects.update(etat=etat, envoye_le=timezone.now() if etat is EtatEnvoi.ENVOYE else None)
    with pytest.raises(PasRejouable):
        rejouer(envoi=Envoi.objects.get(), par=None)
    assert Envoi.objects.get().etat == etat
    assert not EntreeJournal.objects.filter(acte=Acte.ENVOI_REJOUE).exists()
