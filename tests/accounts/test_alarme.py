"""The alarm on refused connexions, all dossiers together."""

import logging
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.limites import alarme
from accounts.models import EssaisDeLHeure
from accounts.retention.services import purger
from tests.harnais.course import courir

HEURE = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def echouer(fois: int) -> None:
    for _ in range(fois):
        alarme.noter_echec()


def erreurs(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [ligne.getMessage() for ligne in caplog.records if ligne.levelno == logging.ERROR]


def test_l_alarme_sonne_une_fois_par_heure(caplog: pytest.LogCaptureFixture, horloge: time_machine.Traveller) -> None:
    echouer(99)
    assert erreurs(caplog) == []
    assert not alarme.sous_attaque()
    echouer(50)
    assert erreurs(caplog) == ["connexions refusées : 100 dans l’heure, seuil 100"]
    assert alarme.sous_attaque()
    horloge.shift(HEURE)
    assert alarme.sous_attaque(), "l’heure d’avant compte encore"
    echouer(100)
    assert len(erreurs(caplog)) == 2
    horloge.shift(2 * HEURE)
    assert not alarme.sous_attaque()


def test_les_refus_comptent_aussi(caplog: pytest.LogCaptureFixture) -> None:
    echouer(60)
    for _ in range(40):
        alarme.noter_refus()
    assert alarme.etat_d_alarme() == alarme.EtatDAlarme(echecs=60, refus=40, seuil=100, alerte=True)
    assert len(erreurs(caplog)) == 1


def test_le_seuil_suit_ce_que_cette_heure_voit_d_habitude(
    caplog: pytest.LogCaptureFixture, horloge: time_machine.Traveller
) -> None:
    maintenant = alarme._heure()
    for jour in range(1, 15):
        EssaisDeLHeure.objects.create(heure=maintenant - 24 * jour, echecs=40 + jour, refus=0)
        EssaisDeLHeure.objects.create(heure=maintenant - 24 * jour - 1, echecs=9000)  # another hour of the day
    assert alarme.etat_d_alarme().seuil == 5 * 47.5 // 1 + 1
    echouer(237)
    assert erreurs(caplog) == []
    echouer(1)
    assert len(erreurs(caplog)) == 1


def test_une_attaque_passee_ne_fait_pas_monter_le_seuil() -> None:
    for jour in range(1, 7):
        EssaisDeLHeure.objects.create(heure=alarme._heure() - 24 * jour, echecs=9000)
    assert alarme.etat_d_alarme().seuil == 100


@pytest.mark.django_db(transaction=True)
def test_une_seule_voix_pour_cent_echecs_simultanes(caplog: pytest.LogCaptureFixture) -> None:
    courir(lambda _: alarme.noter_echec(), fois=150)
    assert alarme.etat_d_alarme().echecs == 150
    assert len(erreurs(caplog)) == 1


def test_la_commande_dit_l_etat_et_rend_1_en_alarme() -> None:
    sortie = StringIO()
    echouer(3)
    call_command("etat_limites", stdout=sortie)
    assert "3 échecs" in sortie.getvalue()
    assert "100" in sortie.getvalue()
    echouer(97)
    with pytest.raises(CommandError, match="100"):
        call_command("etat_limites")


def test_la_purge_garde_90_jours() -> None:
    for heures in (0, 90 * 24, 90 * 24 + 1):
        EssaisDeLHeure.objects.create(heure=alarme._heure() - heures)
    assert [resultat.nombre for resultat in purger(par=None, codes=["essais"])] == [1]
    assert EssaisDeLHeure.objects.count() == 2
