"""Several windows of one member, at the same moment."""

import pytest

from cotisations.calendrier import services
from cotisations.models import AbonnementCalendrier
from tests.harnais.course import courir
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db(transaction=True)


def test_de_ceux_qui_creent_ensemble_un_seul_a_une_adresse(affilie: Persona) -> None:
    def tenter(_: int) -> str:
        try:
            return services.creer_abonnement(dossier=affilie.dossier, avec_montants=False, par=affilie.compte)
        except services.AbonnementDejaOuvert:
            return ""

    assert len(list(filter(None, courir(tenter, fois=12, coureurs=6)))) == 1
    assert AbonnementCalendrier.objects.count() == 1


def test_de_ceux_qui_remplacent_ensemble_un_seul_a_une_adresse(affilie: Persona) -> None:
    services.creer_abonnement(dossier=affilie.dossier, avec_montants=False, par=affilie.compte)
    ouvert = AbonnementCalendrier.objects.get().public_id

    def tenter(_: int) -> str:
        try:
            return services.remplacer_abonnement(
                dossier=affilie.dossier, abonnement=ouvert, avec_montants=False, par=affilie.compte
            )
        except services.AbonnementChange:
            return ""

    assert len(list(filter(None, courir(tenter, fois=12, coureurs=6)))) == 1
    assert AbonnementCalendrier.objects.filter(revoque_le__isnull=True).count() == 1
