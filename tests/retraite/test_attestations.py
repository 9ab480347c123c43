"""What the two attestations of pensions say, to whom, and of which years."""

from datetime import date
from typing import Any

import pytest

from accounts.enums import StatutDossier
from documents.models import Document
from documents.selectors import lire_document
from tests.conftest import ClientDe
from tests.documents.lecture import defauts_pdfua, texte
from tests.harnais.personas import Persona
from tests.retraite.conftest import pension

pytestmark = pytest.mark.django_db
PAGE = "/documents/attestations/"


def demander(client: Any, code: str, annee: int) -> str:
    """What a person reads of the PDF."""
    assert client.post(f"{PAGE}{code}/", {"annee": annee})["Location"] != PAGE
    return texte(lire_document(Document.objects.latest("pk")))


def test_un_ayant_droit_prouve_ce_qu_il_recoit(client_de: ClientDe, ayant_droit: Persona, affilie: Persona) -> None:
    pension(ayant_droit, prestation="reversion")
    pension(ayant_droit, prestation="reversion", regime="complementaire", mois=date(2026, 2, 1),
            date_versement=date(2026, 2, 26))  # fmt: skip
    pension(ayant_droit, mois=date(2025, 12, 1), date_versement=date(2025, 12, 28))
    pension(affilie, brut_centimes=99_900, net_centimes=93_900)
    client = client_de(ayant_droit)
    assert "Obtenir mon attestation de pension" in client.get(PAGE).content.decode()
    lu = demander(client, "attestation-pension", 2026)
    assert "a reçu de notre caisse 1 080,00 € nets du 1er janvier 2026 au 22 novembre 2026" in lu
    for mots in ("Pension de réversion", "Régime complémentaire", "28 janv. 2026", "120,00 €", "1 200,00 €"):
        assert mots in lu
    assert "999,00" not in lu
    assert "28 déc. 2025" not in lu


def test_la_fiscale_dit_ce_qui_se_declare(client_de: ClientDe, affilie: Persona) -> None:
    affilie.dossier.statut = StatutDossier.RETRAITE
    affilie.dossier.save()
    for rang in (1, 2):
        pension(affilie, mois=date(2025, rang, 1), date_versement=date(2025, rang, 28))
    pension(affilie, regime="asv", mois=date(2025, 2, 1), date_versement=date(2025, 2, 28))
    # A payment taken back, paid the year after: it counts in the year it was taken back.
    pension(affilie, mois=date(2025, 2, 1), date_versement=date(2025, 12, 30), brut_centimes=-60_000,
            csg_deductible_centimes=-3_000, autres_retenues_centimes=-2_000, impot_centimes=-1_000,
            net_centimes=-54_000)  # fmt: skip
    pension(affilie)
    client = client_de(affilie)
    lu = demander(client, "attestation-fiscale-pensions", 2025)
    assert "en 2025, des sommes imposables pour 1 140,00 €" in lu
    assert "Impôt prélevé à la source 20,00 €" in lu
    assert "Avantage social vieillesse 600,00 € 30,00 € 570,00 € 10,00 €" in lu
    assert "Total 1 200,00 € 60,00 € 1 140,00 € 20,00 €" in lu
    assert defauts_pdfua(lire_document(Document.objects.latest("pk"))) == []
    # The year under way is not closed: 2025 alone is offered.
    assert client.post(f"{PAGE}attestation-fiscale-pensions/", {"annee": 2026})["Location"] == PAGE
    assert Document.objects.count() == 1


def test_sans_pension_rien_a_attester(client_de: ClientDe, affilie: Persona, autre_affilie: Persona) -> None:
    pension(autre_affilie)
    client = client_de(affilie)
    assert client.post(f"{PAGE}attestation-pension/", {"annee": 2026})["Location"] == PAGE
    assert not Document.objects.exists()
    assert "rien à attester" in client.get(PAGE).content.decode()


def test_la_meme_annee_n_est_emise_qu_une_fois(client_de: ClientDe, affilie: Persona) -> None:
    pension(affilie, mois=date(2025, 1, 1), date_versement=date(2025, 1, 28))
    client = client_de(affilie)
    assert demander(client, "attestation-pension", 2025) == demander(client, "attestation-pension", 2025)
    assert Document.objects.count() == 1
