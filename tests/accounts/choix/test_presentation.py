"""A provisional password in the connexion form: what it opens, what it costs, what is said of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from argon2.low_level import hash_secret, verify_secret
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choix.session import DUREE, secret_tenu, tenir
from accounts.enums import Acte, Canal, EtatSecret
from accounts.forms import REFUS
from accounts.models import EntreeJournal, NiveauSeau, SecretProvisoire
from accounts.provisoires.symboles import presenter as en_groupes
from tests.accounts.choix.fabrique import AUTRE, CHOISIR, CLAIR, creer_secret, presenter
from tests.conftest import MAINTENANT
from tests.harnais.client import ClientStrict
from tests.harnais.course import courir
from tests.harnais.personas import MOT_DE_PASSE, Persona, creer_dossier

INUTILE = "WXWXWXWXWXWX"


@contextmanager
def hachages() -> Iterator[list[int]]:
    """Counts the hashes computed while the block runs."""
    total: list[int] = []
    with (
        patch("argon2.low_level.hash_secret", wraps=hash_secret) as hache,
        patch("argon2._password_hasher.verify_secret", wraps=verify_secret) as verifie,
    ):
        yield total
        total.append(hache.call_count + verifie.call_count)


@pytest.mark.parametrize(
    "saisie", [CLAIR, CLAIR.lower(), en_groupes(CLAIR), f" {en_groupes(CLAIR)} ".replace("-", " ")]
)
def test_un_secret_ouvre_le_choix_et_rien_d_autre(client: ClientStrict, affilie: Persona, saisie: str) -> None:
    creer_secret(affilie.dossier)
    reponse = presenter(client, affilie.dossier, saisie)
    assert (reponse.status_code, reponse["Location"]) == (302, CHOISIR)
    assert client.get(CHOISIR).status_code == 200
    assert client.get("/espace/")["Location"].startswith("/connexion/")
    assert EntreeJournal.objects.filter(acte=Acte.SECRET_PRESENTE, dossier=affilie.dossier).count() == 1


def test_le_mot_de_passe_d_avant_marche_encore(client: ClientStrict, affilie: Persona) -> None:
    secret = creer_secret(affilie.dossier)
    presenter(client, affilie.dossier)
    assert presenter(ClientStrict(), affilie.dossier, MOT_DE_PASSE)["Location"] == "/espace/"
    secret.refresh_from_db()
    assert secret.etat == EtatSecret.ACTIF


def test_le_secret_d_un_autre_dossier_n_ouvre_rien(client: ClientStrict, affilie: Persona, etranger: Persona) -> None:
    creer_secret(affilie.dossier)
    assert REFUS.split(".")[0] in presenter(client, etranger.dossier).content.decode()


def test_une_lettre_pas_encore_postee_n_ouvre_rien(client: ClientStrict, affilie: Persona) -> None:
    creer_secret(affilie.dossier, canal=Canal.LETTRE, etat=EtatSecret.INACTIF, expire_le=None)
    assert REFUS.split(".")[0] in presenter(client, affilie.dossier).content.decode()


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"expire_le": MAINTENANT}, "a expiré"),
        ({"etat": EtatSecret.REVOQUE}, "ne sert plus"),
        ({"etat": EtatSecret.UTILISE, "utilise_le": MAINTENANT}, "ne sert plus"),
        ({"tenu_par": "x" * 64, "tenu_jusqu_a": MAINTENANT + timedelta(minutes=12)}, "dans 12\u00a0minutes"),
    ],
    ids=["expire", "revoque", "utilise", "tenu"],
)
def test_ce_qui_n_ouvre_plus_ne_se_dit_qu_a_qui_le_sait(
    client: ClientStrict, affilie: Persona, champs: dict[str, Any], message: str
) -> None:
    creer_secret(affilie.dossier, **champs)
    assert message in presenter(client, affilie.dossier).content.decode()
    faux = presenter(client, affilie.dossier, INUTILE).content.decode()
    assert message not in faux
    assert REFUS.split(".")[0] in faux
    assert client.get(CHOISIR).status_code == 302
    assert EntreeJournal.objects.filter(acte=Acte.SECRET_REFUSE).count() == 1


def test_les_deux_canaux_vivent_ensemble(affilie: Persona) -> None:
    creer_secret(affilie.dossier)
    creer_secret(affilie.dossier, canal=Canal.LETTRE, clair=AUTRE)
    for clair in (CLAIR, AUTRE):
        assert presenter(ClientStrict(), affilie.dossier, clair)["Location"] == CHOISIR


def test_un_compte_ferme_n_ouvre_rien(client: ClientStrict, affilie: Persona) -> None:
    affilie.compte.is_active = False
    affilie.compte.save()
    creer_secret(affilie.dossier)
    assert REFUS.split(".")[0] in presenter(client, affilie.dossier).content.decode()


@pytest.mark.parametrize(
    "cas", ["inconnu", "sans compte", "sans secret", "un secret", "deux secrets", "expire", "utilise"]
)
@pytest.mark.parametrize(("saisie", "attendus"), [(INUTILE, 3), ("Faux-2026", 1)], ids=["forme de secret", "autre"])
def test_le_nombre_de_hachages_ne_depend_que_de_la_saisie(
    client: ClientStrict, affilie: Persona, cas: str, saisie: str, attendus: int
) -> None:
    dossier = affilie.dossier
    if cas in {"un secret", "deux secrets"}:
        creer_secret(dossier)
    if cas == "deux secrets":
        creer_secret(dossier, canal=Canal.LETTRE, clair=AUTRE)
    if cas == "expire":
        creer_secret(dossier, expire_le=MAINTENANT)
    if cas == "utilise":
        creer_secret(dossier, etat=EtatSecret.UTILISE, utilise_le=MAINTENANT)
    if cas == "sans compte":
        dossier = creer_dossier("3456789")
    if cas == "inconnu":
        dossier.numero = "1111111"
    with hachages() as comptes:
        assert presenter(client, dossier, saisie).status_code == 200
    assert comptes == [attendus]


@pytest.mark.parametrize("cas", ["inconnu", "sans compte", "deux secrets"])
def test_le_nombre_de_requetes_ne_depend_pas_du_dossier(client: ClientStrict, affilie: Persona, cas: str) -> None:
    presenter(client, creer_dossier("4567890"), INUTILE)
    dossier = creer_dossier("3456789")
    if cas == "deux secrets":
        creer_secret(dossier)
        creer_secret(dossier, canal=Canal.LETTRE, clair=AUTRE)
    if cas == "inconnu":
        dossier.numero = "1111111"
    with CaptureQueriesContext(connection) as temoin:
        presenter(client, dossier, INUTILE)
    assert len([q for q in temoin.captured_queries if "secretprovisoire" in q["sql"]]) == 1


def test_des_essais_faux_ne_brulent_jamais_un_secret(
    client: ClientStrict, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    creer_secret(affilie.dossier, canal=Canal.LETTRE, expire_le=MAINTENANT + timedelta(days=21))
    refus = [presenter(client, affilie.dossier, INUTILE).status_code for _ in range(7)]
    assert refus == [200] * 5 + [429] * 2
    horloge.shift(timedelta(hours=1))
    assert presenter(client, affilie.dossier)["Location"] == CHOISIR


def test_un_secret_juste_rend_sa_charge(client: ClientStrict, affilie: Persona) -> None:
    creer_secret(affilie.dossier)
    presenter(client, affilie.dossier)
    assert not NiveauSeau.objects.filter(plein_us__gt=timezone.now().timestamp() * 1_000_000).exists()


# One browser at a time -------------------------------------------------------------------------


def test_un_second_navigateur_attend(affilie: Persona, horloge: time_machine.Traveller) -> None:
    creer_secret(affilie.dossier)
    premier, second = ClientStrict(), ClientStrict()
    presenter(premier, affilie.dossier)
    assert "dans un autre navigateur" in presenter(second, affilie.dossier).content.decode()
    assert premier.get(CHOISIR).status_code == 200
    horloge.shift(DUREE)
    assert presenter(second, affilie.dossier)["Location"] == CHOISIR
    assert premier.get(CHOISIR)["Location"] == "/connexion/?fin=choix"


def test_le_meme_navigateur_reprend_aussitot(client: ClientStrict, affilie: Persona) -> None:
    creer_secret(affilie.dossier)
    presenter(client, affilie.dossier)
    volee = client.cookies["session"].value
    assert presenter(client, affilie.dossier)["Location"] == CHOISIR
    assert client.get(CHOISIR).status_code == 200
    ancien = ClientStrict()
    ancien.cookies["session"] = volee
    assert ancien.get(CHOISIR).status_code == 302


def test_dix_minutes_sans_activite_ferment_la_page(
    client: ClientStrict, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    creer_secret(affilie.dossier)
    presenter(client, affilie.dossier)
    horloge.shift(timedelta(minutes=9))
    assert client.get(CHOISIR).status_code == 200
    horloge.shift(timedelta(minutes=9))
    assert client.get(CHOISIR).status_code == 200
    horloge.shift(timedelta(minutes=10))
    reponse = client.get(CHOISIR, follow=True)
    assert "n’est pas terminé" in reponse.content.decode()
    assert presenter(client, affilie.dossier)["Location"] == CHOISIR


def test_la_session_change_a_l_entree(client: ClientStrict, affilie: Persona) -> None:
    """A session fixed by somebody else opens nothing."""
    creer_secret(affilie.dossier)
    fixee = client.session
    fixee.save()
    cle = str(fixee.session_key)
    client.cookies["session"] = cle
    presenter(client, affilie.dossier)
    assert client.cookies["session"].value != cle
    assert not Session.objects.filter(pk=cle).exists()


@pytest.mark.django_db(transaction=True)
def test_vingt_usages_simultanes_un_seul_passe(affilie: Persona) -> None:
    secret = creer_secret(affilie.dossier)
    rangs = count()

    def tenter(_: int) -> bool:
        requete = _requete()
        next(rangs)
        return tenir(requete, secret=SecretProvisoire.objects.select_related("dossier").get(pk=secret.pk))

    assert sum(courir(tenter, fois=20, coureurs=20)) == 1
    assert next(rangs) == 20
    assert EntreeJournal.objects.filter(acte=Acte.SECRET_PRESENTE).count() == 1


def test_sans_journal_rien_n_est_tenu(affilie: Persona) -> None:
    secret = creer_secret(affilie.dossier)
    requete = _requete()
    with patch("accounts.choix.session.journaliser", side_effect=RuntimeError), pytest.raises(RuntimeError):
        tenir(requete, secret=secret)
    secret.refresh_from_db()
    assert secret.tenu_par == ""
    assert secret_tenu(requete.session, maintenant=timezone.now()) is None


def _requete() -> HttpRequest:
    requete = RequestFactory().post("/connexion/")
    requete.session = ClientStrict().session
    return requete
