"""The proofs of direct debits find what they are for, and nothing when all is well."""

from datetime import date

import pytest

from cotisations.models import LotDePrelevements, Prelevement, RetourDePrelevement
from cotisations.prelevements.decisions import appliquer
from cotisations.prelevements.encaissement import encaisser_lot
from cotisations.prelevements.preuves import PREUVES
from tests.cotisations.prelevements.fabrique import affilies_a_prelever, agents, lot_transmis
from tests.cotisations.prelevements.test_retours import camt054, debit, prendre

JOUR = date(2026, 12, 7)


def dites() -> dict[str, int]:
    return {preuve.code: len(list(preuve.anomalies())) for preuve in PREUVES}


@pytest.mark.django_db
def test_chaque_preuve_trouve_ce_qu_elle_cherche() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    encaisser_lot(lot=lot, le=JOUR, centimes=100_000, par=a)
    une, autre = Prelevement.objects.order_by("pk")
    prendre(camt054(debit(une.end_to_end, "AC04")))
    assert set(dites().values()) == {0}
    Prelevement.objects.filter(pk=autre.pk).update(montant_centimes=49_999)
    assert dites() == {
        "prelevements-credites": 1,
        "lots-encaisses": 1,
        "lots-comptes": 1,
        "lots-une-fois": 0,
        "retours-decides": 0,
    }
    Prelevement.objects.filter(pk=autre.pk).update(montant_centimes=50_000)
    Prelevement.objects.filter(pk=une.pk).update(etat="encaisse")
    assert dites()["prelevements-credites"] == 1
    LotDePrelevements.objects.update(encaisse_centimes=1)
    assert dites()["lots-encaisses"] == 1


@pytest.mark.django_db
def test_un_retour_applique_qui_n_est_pas_revenu_se_voit() -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot_transmis(JOUR, a, b)
    ligne = Prelevement.objects.get()
    prendre(camt054(debit(ligne.end_to_end, "AC04", "1.00")))
    appliquer(retour=RetourDePrelevement.objects.get(), par=a)
    assert set(dites().values()) == {0}
    Prelevement.objects.filter(pk=ligne.pk).update(etat="transmis")
    assert dites()["retours-decides"] == 1
