"""Whoever holds a provisional password enters while strangers try passwords on the same dossier."""

import pytest
from django.test import Client

from accounts.models import SecretProvisoire
from tests.accounts.choix.fabrique import CHOISIR, CLAIR, creer_secret
from tests.accounts.test_limites_connexion import hachages, tenter
from tests.harnais.personas import MOT_DE_PASSE, Persona

FAUX_SECRET, CHEZ_MOI = "ACDE-FGHJ-KMNQ", "192.0.2.1"
pytestmark = pytest.mark.django_db


def fermer(numero: str = "1234567") -> None:
    recus = [tenter(Client(), numero, de=f"198.51.{rang}.66").status_code for rang in range(6)]
    assert recus == [200] * 5 + [429]


def test_le_porteur_d_un_secret_entre_quand_meme(affilie: Persona) -> None:
    creer_secret(affilie.dossier)
    fermer()
    assert tenter(Client(), mot_de_passe=CLAIR, de=CHEZ_MOI)["Location"] == CHOISIR
    assert SecretProvisoire.objects.get().tenu_par


@pytest.mark.parametrize("numero", ["1234567", "7654321"], ids=["connu", "inconnu"])
def test_les_autres_attendent_comme_avant(affilie: Persona, numero: str) -> None:
    fermer(numero)
    for essai in (MOT_DE_PASSE, FAUX_SECRET):
        assert tenter(Client(), numero, essai, de=CHEZ_MOI).status_code == 429


def test_la_forme_d_un_secret_ne_donne_aucun_essai_de_plus_du_mot_de_passe(affilie: Persona) -> None:
    affilie.compte.set_password(FAUX_SECRET)
    affilie.compte.save()
    fermer()
    assert tenter(Client(), mot_de_passe=FAUX_SECRET, de=CHEZ_MOI).status_code == 429


@pytest.mark.parametrize("numero", ["1234567", "7654321"], ids=["connu", "inconnu"])
def test_une_adresse_ne_fait_pas_hacher_sans_fin(affilie: Persona, numero: str) -> None:
    fermer(numero)
    with hachages() as comptes:
        for _ in range(15):
            assert tenter(Client(), numero, FAUX_SECRET, de=CHEZ_MOI).status_code == 429
    assert len(comptes) == 10 * 2, "one for each canal"
