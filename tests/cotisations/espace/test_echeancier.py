"""What falls due, which call asked it, and past years one click away."""

from datetime import date

import pytest

from cotisations.enums import Nature
from cotisations.models import PreferencesCotisations
from tests.conftest import ClientDe
from tests.cotisations.espace.fabrique import appeler, page, passer, prevoir
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
ADRESSE = "/cotisations/echeancier/"


def test_chaque_annee_mene_a_son_appel(client_de: ClientDe, affilie: Persona) -> None:
    """A call issued in June asks in the year: what no call details is said without a link."""
    appeler(affilie.dossier)
    prevoir(affilie.dossier, date(2024, 6, 5))
    html = page(client_de(affilie), f"{ADRESSE}?toutes")
    for annee in (2025, 2026):
        assert f'href="/cotisations/appels/{annee}/"' in html
    assert "vos cotisations 2024" in html
    assert "/cotisations/appels/2024/" not in html


def test_les_annees_reglees_sont_a_un_clic(client_de: ClientDe, affilie: Persona) -> None:
    prevoir(affilie.dossier, date(2023, 6, 5), date(2024, 6, 5), date(2025, 6, 5), date(2026, 6, 5), date(2027, 6, 5))
    passer(affilie.dossier, -250_000, date(2023, 1, 2))
    passer(affilie.dossier, 100_000, date(2024, 6, 5), Nature.VIREMENT)
    client = client_de(affilie)
    html = page(client, ADRESSE)
    assert [f'id="annee-{annee}"' in html for annee in range(2023, 2028)] == [False, False, True, True, True]
    assert "les 2 années passées" in html.replace("\u00a0", " ")
    assert all(f'id="annee-{annee}"' in page(client, f"{ADRESSE}?toutes") for annee in range(2023, 2028))


def test_sans_annee_en_cours_la_derniere_se_montre(client_de: ClientDe, affilie: Persona) -> None:
    prevoir(affilie.dossier, date(2019, 6, 5), date(2020, 6, 5))
    html = page(client_de(affilie), ADRESSE)
    assert 'id="annee-2020"' in html
    assert "Voir aussi l’année passée" in html


def test_chaque_etat_est_explique(client_de: ClientDe, affilie: Persona) -> None:
    prevoir(affilie.dossier, date(2026, 6, 5))
    explication = page(client_de(affilie), ADRESSE).split("Que veut dire chaque état", 1)[1]
    for etat in ("À venir", "Payée en partie", "Payée", "En retard"):
        assert f">{etat}<" in explication


def test_deux_ans_mois_par_mois_tiennent_en_vingt_kilo_octets(client_de: ClientDe, affilie: Persona) -> None:
    """In December, next year is called too."""
    PreferencesCotisations.objects.create(dossier=affilie.dossier, periodicite="mensuelle")
    appeler(affilie.dossier)
    prevoir(affilie.dossier, *(date(2027, mois, 5) for mois in range(1, 13)))
    prevoir(affilie.dossier, *(date(2024, mois, 5) for mois in range(1, 13)))
    passer(affilie.dossier, 20_000_00, date(2026, 1, 2), Nature.VIREMENT)
    assert len(client_de(affilie).get(ADRESSE).content) <= 20_000
