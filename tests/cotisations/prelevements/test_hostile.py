"""What a bank, a payer or a lonely agent may send to make money count twice, or stop everything."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Authentificateur
from cotisations.banque.etats import EtatOperation
from cotisations.banque.lu import FichierRefuse
from cotisations.models import Ecriture, FichierDeRetours, Operation
from cotisations.prelevements import importation
from cotisations.prelevements.annulations import demander_annulation
from cotisations.prelevements.encaissement import lot_de_reference
from cotisations.prelevements.lots import LotRefuse
from cotisations.prelevements.production import telecharger_lot
from cotisations.verification import verifier
from tests.cotisations.banque.fabrique import JOUR as JOUR_DU_RELEVE
from tests.cotisations.banque.fabrique import SOLDE, camt, prendre, recu
from tests.cotisations.prelevements.fabrique import affilies_a_prelever, agents, lot_genere, lot_transmis
from tests.cotisations.prelevements.test_retours import pain002

JOUR = date(2026, 12, 7)
pytestmark = pytest.mark.django_db


def anomalies() -> list[str]:
    return [dite for constat in verifier() for dite in constat.anomalies]


@pytest.mark.parametrize(
    "reference", ["LOT-²-1", "LOT-2026-²", "LOT-٢٠٢٦-1", f"LOT-{'9' * 30}-1", f"LOT-2026-{'9' * 30}", "LOT--", "LOT-1"]
)
def test_une_reference_de_lot_forgee_n_arrete_rien(reference: str) -> None:
    """A payer may write what they please there: one of these stopped the matching of everybody's money."""
    assert lot_de_reference([reference]) is None
    prendre(camt(recu(12_345, lot=reference)))
    assert Operation.objects.get().etat == EtatOperation.A_IDENTIFIER


def test_un_lot_credite_deux_fois_par_la_banque_attend_un_agent() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    prendre(camt(recu(100_000, lot=lot.reference_du_paiement), recu(100_000, lot=lot.reference_du_paiement)))
    assert sorted(Operation.objects.values_list("etat", flat=True)) == ["a_identifier", "rapprochee"]
    assert Ecriture.objects.filter(nature="prelevement").count() == 2
    assert not anomalies()


def test_un_lot_credite_encore_le_lendemain_attend_un_agent() -> None:
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    lot = lot_transmis(JOUR, a, b)
    prendre(camt(recu(100_000, lot=lot.reference_du_paiement)))
    demain = JOUR_DU_RELEVE + timedelta(days=1)
    prendre(camt(recu(100_000, lot=lot.reference_du_paiement, jour=demain), solde=SOLDE + 100_000, jour=demain))
    assert sorted(Operation.objects.values_list("etat", flat=True)) == ["a_identifier", "rapprochee"]


def test_qui_attend_une_approbation_ne_demande_pas_d_annulation() -> None:
    """Otherwise whoever makes an account for themselves is two people."""
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot = lot_genere(JOUR, a, b)
    telecharger_lot(lot=lot, par=a)
    Authentificateur.objects.create(
        user=b, name="Application", a_approuver=True, a_installer_avant=timezone.now() + timedelta(hours=72)
    )
    with pytest.raises(LotRefuse, match="approbation"):
        demander_annulation(lot=lot, par=b, motif="Erreur")


def test_une_ligne_qui_change_pendant_l_import_ne_dit_pas_le_fichier_importe(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = agents()
    (ligne,) = affilies_a_prelever(1, JOUR, a)
    lot_transmis(JOUR, a, b)

    def change(*_: object) -> None:
        raise IntegrityError("la ligne a changé pendant l’import")

    monkeypatch.setattr(importation, "_traiter", change)
    with pytest.raises(FichierRefuse, match="recommencez") as refus:
        importation.importer_retours(octets=pain002((ligne.end_to_end, "AM04")), nom="r.xml", par=a)
    assert not isinstance(refus.value, importation.DejaImporte)
    assert not FichierDeRetours.objects.exists()
