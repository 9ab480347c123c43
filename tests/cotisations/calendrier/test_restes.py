"""The calendar says of each échéance what the pages say: what was designated is what is paid."""

from datetime import date

import pytest
from django.db import transaction

from cotisations.calendrier.selectors import echeances_dites
from cotisations.enums import Nature
from cotisations.grand_livre import Versement, verser
from cotisations.restes import Dette
from tests.cotisations.paiements.fabrique import appeler, restes
from tests.harnais.personas import Persona


@pytest.mark.django_db
def test_payer_la_seconde_laisse_la_premiere(affilie: Persona) -> None:
    _, seconde = appeler(affilie.dossier, date(2026, 12, 5), date(2027, 1, 5))
    paye = Versement(
        dossier=affilie.dossier.pk,
        cle="essai",
        nature=Nature.CARTE,
        centimes=50_000,
        le=date(2026, 11, 22),
        libelle="Essai",
        designees=frozenset({Dette(echeance=seconde.pk)}),
    )
    with transaction.atomic():
        verser([paye])
    assert [une.reste for une in echeances_dites(affilie.dossier)] == restes(affilie.dossier) == [50_000, 0]
