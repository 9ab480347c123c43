"""What is announced, when, and withdrawn when it does not hold any more."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.envois.composition import composer
from accounts.models import Compte, Envoi
from cotisations.models import Echeance, Prelevement
from cotisations.prelevements.annonces import annoncer_les_prelevements
from tests.cotisations.paiements.fabrique import appeler
from tests.cotisations.prelevements.fabrique import mandat_actif
from tests.cotisations.prelevements.test_lots import payer
from tests.harnais.course import courir
from tests.harnais.personas import Persona, creer_compte, creer_dossier


def test_le_quatorzieme_jour_est_le_dernier(affilie: Persona) -> None:
    """Today is Sunday 22 November: the 6th of December is fourteen days away, and a Sunday; the 4th is not."""
    mandat_actif(affilie.dossier, affilie.compte)
    appeler(affilie.dossier, date(2026, 12, 4), date(2026, 12, 6), date(2026, 12, 25))
    assert (annoncer_les_prelevements(), annoncer_les_prelevements()) == (2, 0)
    jours = Prelevement.objects.order_by("date_prelevement").values_list("date_prelevement", flat=True)
    assert list(jours) == [date(2026, 12, 7), date(2026, 12, 28)]


def test_l_annonce_dit_jour_montant_rum_et_ics(affilie: Persona) -> None:
    mandat = mandat_actif(affilie.dossier, affilie.compte)
    appeler(affilie.dossier, date(2027, 3, 5))
    annoncer_les_prelevements()
    corps = composer(Envoi.objects.get(genre="prelevements-annonces")).body
    for mot in ("5\u00a0mars 2027 : 500,00\u202f€", mandat.rum, "FR76ZZZ000000", mandat.iban_masque):
        assert mot in corps.replace("\u00a0:", " :"), mot


@pytest.mark.parametrize("champs", [{"montant_centimes": 60_000}, {"date_exigibilite": date(2027, 4, 5)}])
def test_une_echeance_qui_change_est_annoncee_de_nouveau(affilie: Persona, champs: dict[str, object]) -> None:
    mandat_actif(affilie.dossier, affilie.compte)
    (due,) = appeler(affilie.dossier, date(2027, 3, 5), centimes=60_000)
    Echeance.objects.filter(pk=due.pk).update(montant_centimes=50_000)
    annoncer_les_prelevements()
    Echeance.objects.filter(pk=due.pk).update(**champs)
    assert annoncer_les_prelevements() == 1
    assert sorted(Prelevement.objects.values_list("etat", flat=True)) == ["prenotifie", "retire"]


def test_payer_une_partie_ne_demande_pas_d_autre_annonce(affilie: Persona) -> None:
    mandat_actif(affilie.dossier, affilie.compte)
    appeler(affilie.dossier, date(2027, 3, 5))
    annoncer_les_prelevements()
    payer(Prelevement.objects.get(), 20_000)
    assert annoncer_les_prelevements() == 0
    assert Prelevement.objects.get().etat == "prenotifie"


def test_un_echeancier_remplace_retire_ses_lignes(affilie: Persona) -> None:
    mandat_actif(affilie.dossier, affilie.compte)
    (due,) = appeler(affilie.dossier, date(2027, 3, 5))
    annoncer_les_prelevements()
    due.delete()
    annoncer_les_prelevements()
    assert Prelevement.objects.get().etat == "retire"


def test_une_ligne_jamais_transmise_est_retiree(affilie: Persona, horloge: time_machine.Traveller) -> None:
    mandat_actif(affilie.dossier, affilie.compte)
    appeler(affilie.dossier, date(2027, 3, 5))
    annoncer_les_prelevements()
    horloge.move_to("2027-03-06T09:00:00+00:00")
    assert annoncer_les_prelevements() == 0
    assert Prelevement.objects.get().etat == "retire"


@pytest.mark.django_db(transaction=True)
def test_deux_balayages_annoncent_une_fois() -> None:
    compte: Compte = creer_compte("!")
    for rang in range(5):
        dossier = creer_dossier(f"40000{rang:02d}")
        mandat_actif(dossier, compte)
        appeler(dossier, date(2027, 3, 5))
    faits = courir(lambda _: annoncer_les_prelevements(), fois=6, coureurs=6)
    assert sum(faits) == Prelevement.objects.count() == 5
    assert Envoi.objects.filter(genre="prelevements-annonces").count() == 5
    assert timezone.localdate() + timedelta(days=14) < date(2027, 3, 5)
