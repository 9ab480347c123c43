"""Requests spread over a network or over dossiers: refused, counted, and said."""

import logging

import pytest
from django.test import RequestFactory

from accounts.enums import Canal, TypeDossier
from accounts.limites import SEAUX, seaux
from accounts.models import EssaisDeLHeure
from accounts.reinitialisation.limites import admettre_demande, admettre_identification
from carpimko_portal.lib.refus import TropDeDemandes

pytestmark = pytest.mark.django_db


def demander(rang: int, *, adresse: str, canal: Canal = Canal.LETTRE) -> bool:
    """Whether the `rang`th request, for a dossier of its own, goes through."""
    request = RequestFactory().post("/", REMOTE_ADDR=adresse)
    try:
        admettre_demande(
            request, type_dossier=TypeDossier.AFFILIE, numero=f"{4_000_000 + rang}", canal=canal, reference=f"R{rang}"
        )
    except TropDeDemandes:
        return False
    return True


@pytest.mark.parametrize("adresse", ["198.51.100.{}", "2001:db8:1:{}::1"])
def test_un_reseau_a_ses_limites_pour_demander(adresse: str) -> None:
    recus = [demander(rang, adresse=adresse.format(rang % 40)) for rang in range(65)]
    assert recus == [True] * 60 + [False] * 5
    assert EssaisDeLHeure.objects.get().refus == 5
    assert demander(99, adresse="192.0.2.1")


def test_un_reseau_a_ses_limites_pour_nommer() -> None:
    recus = 0
    for rang in range(130):
        try:
            admettre_identification(RequestFactory().post("/", REMOTE_ADDR=f"198.51.100.{rang % 40}"))
            recus += 1
        except TropDeDemandes:
            pass
    assert recus == 120
    assert EssaisDeLHeure.objects.get().refus == 10


def test_des_lettres_en_nombre_se_disent_puis_se_refusent(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    petits = {"REINITIALISATION_LETTRES": 3, "REINITIALISATION_LETTRES_PLAFOND": 6}
    for nom, rafale in petits.items():
        seau = getattr(seaux, nom)
        assert seau in SEAUX
        monkeypatch.setattr(seaux, nom, seaux.Seau(seau.nom, rafale, seau.recharge))
    recus = [demander(rang, adresse=f"10.{rang}.0.1") for rang in range(8)]
    assert recus == [True] * 6 + [False] * 2
    assert demander(50, adresse="10.50.0.1", canal=Canal.COURRIEL)
    dits = [ligne.getMessage() for ligne in caplog.records if ligne.levelno == logging.ERROR]
    assert dits == ["mots de passe provisoires : des courriers sont demandés en nombre"]
