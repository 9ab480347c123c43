"""Who is reminded, of what, and never twice."""

from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.envois.composition import composer
from accounts.envois.genres import SansObjet
from accounts.models import Dossier, EntreeJournal, Envoi
from carpimko_portal.celery import app
from cotisations.enums import Nature
from cotisations.models import Echeance, PreferencesCotisations
from cotisations.rappels import selection
from cotisations.rappels.courriel import dire_delai
from cotisations.rappels.services import poster_rappels
from cotisations.selectors import situation
from tests.cotisations.test_pages import passer, prevoir
from tests.harnais.course import courir
from tests.harnais.personas import Persona, creer_dossier

pytestmark = pytest.mark.django_db
AUJOURD_HUI = date(2026, 11, 22)
TOUS = {"rappel_30": True, "rappel_7": True, "rappel_1": True}


def dans(jours: int) -> date:
    return AUJOURD_HUI + timedelta(days=jours)


def preferer(dossier: Dossier, **rappels: bool) -> None:
    PreferencesCotisations.objects.update_or_create(dossier=dossier, defaults=rappels)


def devoir(dossier: Dossier, *jours: int) -> None:
    """An échéance of 500 € in so many days each, nothing of it paid."""
    prevoir(dossier, *map(dans, sorted(jours)))
    passer(dossier, -50_000 * len(jours), date(2026, 1, 2))


def rappeler(le: date = AUJOURD_HUI) -> int:
    return poster_rappels(le=le, par=None)


@pytest.mark.parametrize("jours", [30, 7, 1])
def test_un_rappel_part_le_jour_voulu(affilie: Persona, jours: int) -> None:
    preferer(affilie.dossier, **TOUS)
    devoir(affilie.dossier, jours)
    assert rappeler() == 1
    envoi = Envoi.objects.get()
    assert (envoi.genre, envoi.dossier) == ("rappel-echeance", affilie.dossier)
    assert envoi.references == {"le": dans(jours).isoformat()}
    assert composer(envoi).to == [affilie.dossier.courriel]


@pytest.mark.parametrize("jours", [45, 31, 22, 15, 8, 3, -1, -30])
def test_aucun_rappel_les_autres_jours(affilie: Persona, jours: int) -> None:
    preferer(affilie.dossier, **TOUS)
    devoir(affilie.dossier, jours)
    assert rappeler() == 0


@pytest.mark.parametrize(("jours", "attendus"), [(30, 0), (7, 1), (1, 0)])
def test_sans_preference_la_semaine_seule_est_rappelee(affilie: Persona, jours: int, attendus: int) -> None:
    devoir(affilie.dossier, jours)
    assert rappeler() == attendus


@pytest.mark.parametrize("jours", [30, 7, 1])
def test_chaque_rappel_se_refuse(affilie: Persona, jours: int) -> None:
    preferer(affilie.dossier, **TOUS | {f"rappel_{jours}": False})
    devoir(affilie.dossier, jours)
    assert rappeler() == 0


def test_jamais_deux_fois_meme_relance_meme_en_retard(affilie: Persona) -> None:
    preferer(affilie.dossier, **TOUS)
    devoir(affilie.dossier, 30)
    for jour in range(32):
        for _ in range(2):
            rappeler(dans(jour))
    assert Envoi.objects.count() == 3
    assert {envoi.cle.rsplit(":", 1)[1] for envoi in Envoi.objects.all()} == {"30", "7", "1"}


def test_en_retard_de_trois_jours_le_rappel_part_encore(affilie: Persona) -> None:
    devoir(affilie.dossier, 7)
    assert rappeler(dans(3)) == 1
    Envoi.objects.all().delete()
    assert rappeler(dans(4)) == 0


def test_un_echeancier_refait_ne_rappelle_pas_de_nouveau(affilie: Persona) -> None:
    devoir(affilie.dossier, 7)
    assert rappeler() == 1
    Echeance.objects.all().delete()
    prevoir(affilie.dossier, dans(7))
    assert rappeler() == 0
    Echeance.objects.update(date_exigibilite=dans(14))
    assert rappeler(dans(7)) == 1


def test_deux_echeances_du_meme_jour_font_un_rappel(affilie: Persona) -> None:
    prevoir(affilie.dossier, dans(7), dans(7))
    passer(affilie.dossier, -100_000, date(2026, 1, 2))
    assert rappeler() == 1


def test_ce_qui_est_paye_n_est_pas_rappele(affilie: Persona) -> None:
    """Whatever is owed, reminded exactly when the échéancier says that something of the day remains."""
    jours = (-30, 7, 7, 20, 60)
    prevoir(affilie.dossier, *map(dans, jours))
    vus = set()
    for montant in (-1, -49_999, -50_000, -1, -49_999, -1, -100_000, 250_000):
        passer(affilie.dossier, montant, date(2026, 1, 2), Nature.REGULARISATION)
        reste = any(s.reste for s in situation(affilie.dossier).repartition.suivis if s.tranche.exigible_le == dans(7))
        assert (rappeler() == 1) is reste
        vus.add(reste)
        Envoi.objects.all().delete()
    assert vus == {True, False}


def test_nul_rappel_sans_adresse(affilie: Persona) -> None:
    Dossier.objects.update(courriel="")
    devoir(affilie.dossier, 7)
    assert rappeler() == 0


def test_un_rappel_croise_par_un_paiement_ne_part_pas(affilie: Persona) -> None:
    devoir(affilie.dossier, 7)
    rappeler()
    passer(affilie.dossier, 50_000, AUJOURD_HUI, Nature.CARTE)
    with pytest.raises(SansObjet, match="payée"):
        composer(Envoi.objects.get())


def test_un_rappel_trop_vieux_ne_part_pas(affilie: Persona, horloge: time_machine.Traveller) -> None:
    devoir(affilie.dossier, 7)
    rappeler()
    horloge.shift(timedelta(days=7))
    assert "à payer aujourd’hui, au plus tard le 29\u00a0novembre 2026 inclus" in composer(Envoi.objects.get()).body
    horloge.shift(timedelta(days=1))
    with pytest.raises(SansObjet, match="passée"):
        composer(Envoi.objects.get())


@pytest.mark.une_fois
@pytest.mark.parametrize(("jours", "dit"), [(0, "aujourd’hui"), (1, "demain"), (7, "dans 7\u00a0jours")])
def test_le_delai_se_dit(jours: int, dit: str) -> None:
    assert dire_delai(jours) == dit


def test_le_journal_dit_combien(affilie: Persona, autre_affilie: Persona) -> None:
    for persona in (affilie, autre_affilie):
        devoir(persona.dossier, 7)
    rappeler()
    entree = EntreeJournal.objects.get(acte="rappels_postes")
    assert entree.details == {"nombre": 2, "echeance": "2026-11-29", "jours": 7}


def test_le_nombre_de_requetes_est_celui_des_lots(affilie: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "LOT", 10)
    requetes = []
    for debut, nombre in ((0, 1), (1, 9), (10, 20)):
        for rang in range(debut, debut + nombre):
            devoir(creer_dossier(f"90000{rang:02d}"), 7)
        with CaptureQueriesContext(connection) as capture:
            assert rappeler() == nombre
        requetes.append(len(capture))
    assert requetes[0] == requetes[1]
    assert Envoi.objects.count() == 30
    assert requetes[2] < requetes[0] + 30


def test_la_commande(affilie: Persona) -> None:
    devoir(affilie.dossier, 7)
    sortie = StringIO()
    call_command("rappeler_echeances", "--a-blanc", stdout=sortie)
    assert "1 rappels concernés" in sortie.getvalue()
    assert not Envoi.objects.exists()
    for attendu in ("Rappels postés\u00a0: 1.", "Rappels postés\u00a0: 0."):
        sortie = StringIO()
        call_command("rappeler_echeances", stdout=sortie)
        assert attendu in sortie.getvalue()


def test_l_ouvrier_rappelle_le_jour_de_paris(affilie: Persona, horloge: time_machine.Traveller) -> None:
    devoir(affilie.dossier, 8)
    horloge.move_to(datetime(2026, 11, 23, 0, 30, tzinfo=ZoneInfo("Europe/Paris")))
    assert timezone.now().date() == AUJOURD_HUI
    app.loader.import_default_modules()
    prevu = app.conf.beat_schedule["rappeler-les-echeances"]
    app.tasks[prevu["task"]].apply()
    assert Envoi.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_deux_ouvriers_ensemble_n_en_postent_qu_un(affilie: Persona) -> None:
    devoir(affilie.dossier, 7)
    courir(lambda _: rappeler(), fois=6, coureurs=6)
    assert Envoi.objects.count() == 1
