"""All écritures of all years: found, sorted, paged, then read one by one."""

import re
import uuid
from datetime import date

import pytest

from cotisations.appels.services import emettre_appel
from cotisations.enums import Nature
from cotisations.models import Ecriture
from tests.conftest import ClientDe
from tests.cotisations.appels.fabrique import declarer
from tests.cotisations.espace.fabrique import appeler, page, passer
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
ADRESSE = "/cotisations/historique/"


@pytest.fixture
def tenu(affilie: Persona) -> Persona:
    """Forty movements: two a month over two years but four."""
    for annee in (2025, 2026):
        passer(affilie.dossier, -120_000, date(annee, 1, 2), libelle=f"Appel {annee}")
        for mois in range(1, 11):
            passer(affilie.dossier, 1_000 * mois, date(annee, mois, 5), Nature.VIREMENT, libelle=f"V{annee}-{mois:02}")
    return affilie


def libelles(html: str) -> list[str]:
    return re.findall(r'href="/cotisations/ecritures/[^"]+">([^<]+)<', html)


def test_tout_puis_une_annee_puis_une_nature(client_de: ClientDe, tenu: Persona) -> None:
    client = client_de(tenu)
    assert "22 écritures" in page(client, ADRESSE)
    assert "11 écritures · 2025" in page(client, f"{ADRESSE}?annee=2025")
    html = page(client, f"{ADRESSE}?annee=2026&nature=appel")
    assert "1 écriture · Appel de cotisations · 2026" in html
    assert libelles(html) == ["Appel 2026"]


def test_les_trois_ordres(client_de: ClientDe, tenu: Persona) -> None:
    client = client_de(tenu)
    assert libelles(page(client, ADRESSE))[:2] == ["V2026-10", "V2026-09"]
    assert libelles(page(client, f"{ADRESSE}?tri=anciennes"))[:2] == ["Appel 2025", "V2025-01"]
    assert libelles(page(client, f"{ADRESSE}?tri=montant"))[:3] == ["Appel 2026", "Appel 2025", "V2026-10"]


def test_les_pages_gardent_les_filtres(client_de: ClientDe, tenu: Persona) -> None:
    for _ in range(30):
        passer(tenu.dossier, 100, date(2026, 11, 2), Nature.CARTE)
    client = client_de(tenu)
    html = page(client, f"{ADRESSE}?nature=carte&annee=2026&tri=anciennes")
    suite = re.search(r'href="(\?[^"]+)" rel="next"', html)
    assert suite
    assert set(suite[1][1:].split("&")) == {"nature=carte", "annee=2026", "tri=anciennes", "page=2"}
    derniere = page(client, f"{ADRESSE}{suite[1]}")
    assert len(libelles(derniere)) == 5
    assert "page 2" in derniere.split("</title>", 1)[0]


@pytest.mark.parametrize(
    "absurde",
    [
        "annee=1789",
        "annee=abc",
        "annee=-1",
        f"annee={'9' * 400}",
        "nature=or",
        "tri=pk",
        "page=0",
        "page=abc",
        "page=99",
    ],
)
def test_une_demande_absurde_ne_filtre_rien(client_de: ClientDe, tenu: Persona, absurde: str) -> None:
    assert "22 écritures" in page(client_de(tenu), f"{ADRESSE}?{absurde}")


def test_rien_ne_correspond_et_la_sortie_est_dite(client_de: ClientDe, tenu: Persona) -> None:
    passer(tenu.dossier, 100, date(2024, 11, 2), Nature.CARTE)
    html = page(client_de(tenu), f"{ADRESSE}?annee=2025&nature=carte")
    assert "Aucune écriture ne correspond" in html
    assert "Afficher tout mon historique" in html


def test_un_compte_vide_n_a_pas_de_filtre(client_de: ClientDe, affilie: Persona, ayant_droit: Persona) -> None:
    for persona, attend in ((affilie, True), (ayant_droit, False)):
        html = page(client_de(persona), ADRESSE)
        assert "Aucun mouvement pour l’instant" in html
        assert "Vos appels" in html if attend else "Vos appels" not in html
        assert 'class="filtre"' not in html


def test_une_ecriture_dit_d_ou_elle_vient(client_de: ClientDe, affilie: Persona) -> None:
    """A régularisation is of the year before, and comes from the call of this year."""
    appeler(affilie.dossier)
    regularisation = Ecriture.objects.get(nature=Nature.REGULARISATION, annee=2025)
    html = page(client_de(affilie), f"/cotisations/ecritures/{regularisation.public_id}/")
    assert 'href="/cotisations/appels/2026/"' in html
    assert 'href="/cotisations/historique/?annee=2025"' in html
    assert "L’écart entre ce que l’année a coûté" in html


def test_une_ecriture_d_ailleurs_n_a_d_appel_que_s_il_existe(client_de: ClientDe, affilie: Persona) -> None:
    ecriture = passer(affilie.dossier, -100, date(2024, 1, 2))
    assert "/cotisations/appels/2024/" not in page(client_de(affilie), f"/cotisations/ecritures/{ecriture.public_id}/")


def test_une_contre_passation_se_lit_des_deux_cotes(client_de: ClientDe, affilie: Persona) -> None:
    avant, _ = appeler(affilie.dossier)
    declarer(affilie.dossier, r2025=50_000)
    emettre_appel(dossier=affilie.dossier, annee=2026, par=None, le=date(2026, 7, 20))
    annulation = Ecriture.objects.get(contrepasse_de__nature=Nature.APPEL, annee=2026)
    assert annulation.contrepasse_de
    client = client_de(affilie)
    html = page(client, f"/cotisations/ecritures/{annulation.contrepasse_de.public_id}/")
    assert "Cette écriture est annulée" in html
    assert f"/cotisations/ecritures/{annulation.public_id}/" in html
    html = page(client, f"/cotisations/ecritures/{annulation.public_id}/")
    assert "Cette écriture en annule une autre" in html
    assert f"/cotisations/ecritures/{annulation.contrepasse_de.public_id}/" in html
    assert avant.annee == 2025


def test_l_ecriture_d_un_autre_est_inconnue(client_de: ClientDe, affilie: Persona, etranger: Persona) -> None:
    ecriture = passer(affilie.dossier, -98_765, date(2026, 1, 2))
    for public_id in (ecriture.public_id, uuid.uuid4()):
        assert client_de(etranger).get(f"/cotisations/ecritures/{public_id}/").status_code == 404
    assert "987,65" not in page(client_de(etranger), ADRESSE)


def test_chaque_nature_a_sa_definition(client_de: ClientDe, affilie: Persona) -> None:
    for nature in Nature:
        ecriture = passer(affilie.dossier, 100, date(2026, 1, 2), nature)
        assert nature.definition in page(client_de(affilie), f"/cotisations/ecritures/{ecriture.public_id}/")
