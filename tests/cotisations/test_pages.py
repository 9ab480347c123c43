"""Tableau de bord, solde and échéancier, as each kind of member sees them."""

from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Dossier
from cotisations.enums import Nature
from cotisations.models import Echeance, Ecriture
from tests.conftest import ClientDe
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
_cles: Iterator[int] = count()


def passer(dossier: Dossier, montant: int, le: date, nature: Nature = Nature.APPEL) -> None:
    Ecriture.objects.create(
        dossier=dossier,
        cle=f"test-{next(_cles)}",
        nature=nature,
        annee=le.year,
        montant_centimes=montant,
        date_operation=le,
        libelle=f"{nature.label} de test",
    )


def prevoir(dossier: Dossier, *dates: date, montant: int = 50_000) -> None:
    for rang, jour in enumerate(dates, start=1):
        Echeance.objects.create(
            dossier=dossier, annee=jour.year, rang=rang, date_exigibilite=jour, montant_centimes=montant
        )


def texte(client_de: ClientDe, persona: Persona, adresse: str) -> str:
    page: str = client_de(persona).get(adresse).content.decode()
    return page


def test_le_bord_de_qui_est_a_jour(client_de: ClientDe, affilie: Persona) -> None:
    prevoir(affilie.dossier, date(2026, 6, 5), date(2026, 12, 5))
    passer(affilie.dossier, -100_000, date(2026, 1, 2))
    passer(affilie.dossier, 50_000, date(2026, 6, 5), Nature.VIREMENT)
    page = texte(client_de, affilie, "/espace/")
    assert "Bonjour Alice, tout est à jour." in page
    assert "Prochaine échéance, le 5\u00a0décembre 2026" in page
    assert "500,00\u202f€" in page
    assert "Virement de test" in page


def test_le_bord_de_qui_est_en_retard_dit_le_risque(client_de: ClientDe, affilie: Persona) -> None:
    prevoir(affilie.dossier, date(2026, 6, 5), date(2026, 12, 5))
    passer(affilie.dossier, -100_000, date(2026, 1, 2))
    page = texte(client_de, affilie, "/espace/")
    assert "Bonjour Alice, un paiement est en retard." in page
    assert "en retard depuis le 5\u00a0juin 2026" in page
    assert "garanties invalidité-décès" in page


def test_le_bord_dun_compte_vide(client_de: ClientDe, affilie: Persona) -> None:
    page = texte(client_de, affilie, "/espace/")
    assert "Bonjour Alice, vous ne devez rien." in page
    assert "Aucune échéance n’est prévue." in page
    assert "Aucun mouvement pour l’instant." in page


def test_le_bord_de_qui_a_paye_davance(client_de: ClientDe, affilie: Persona) -> None:
    passer(affilie.dossier, 12_345, date(2026, 6, 5), Nature.CARTE)
    page = texte(client_de, affilie, "/espace/")
    assert "Vous avez payé d’avance" in page
    assert "123,45\u202f€" in page


def test_le_bord_dun_ayant_droit_ne_parle_pas_de_cotisations(client_de: ClientDe, ayant_droit: Persona) -> None:
    page = texte(client_de, ayant_droit, "/espace/")
    assert "Bonjour Claire." in page
    assert "Pension de réversion" in page
    assert "échéance" not in page


def test_le_solde_separe_le_retard_de_lavenir(client_de: ClientDe, affilie: Persona) -> None:
    prevoir(affilie.dossier, date(2026, 6, 5), date(2026, 12, 5))
    passer(affilie.dossier, -100_000, date(2026, 1, 2))
    passer(affilie.dossier, 10_000, date(2026, 6, 5), Nature.VIREMENT)
    page = texte(client_de, affilie, "/cotisations/")
    for montant in ("900,00", "400,00", "500,00"):
        assert f"{montant}\u202f€" in page


def test_le_solde_se_filtre_par_annee(client_de: ClientDe, affilie: Persona) -> None:
    passer(affilie.dossier, -100_000, date(2025, 1, 2))
    passer(affilie.dossier, 33_333, date(2026, 1, 2), Nature.CARTE)
    assert "333,33" in texte(client_de, affilie, "/cotisations/?annee=2026")
    assert "Appel de cotisations de test" not in texte(client_de, affilie, "/cotisations/?annee=2026")
    for absurde in ("1789", "abc", "-1", "9" * 400):
        assert "333,33" in texte(client_de, affilie, f"/cotisations/?annee={absurde}")


def test_une_dette_hors_echeancier_est_dite(client_de: ClientDe, affilie: Persona) -> None:
    passer(affilie.dossier, -7_700, date(2020, 1, 2))
    page = texte(client_de, affilie, "/cotisations/echeancier/")
    assert "Une somme plus ancienne reste due" in page
    assert "77,00\u202f€" in page


def test_lecheancier_dit_chaque_etat(client_de: ClientDe, affilie: Persona) -> None:
    prevoir(affilie.dossier, date(2026, 3, 5), date(2026, 6, 5), date(2026, 12, 5))
    passer(affilie.dossier, -150_000, date(2026, 1, 2))
    passer(affilie.dossier, 50_000, date(2026, 3, 5), Nature.VIREMENT)
    page = texte(client_de, affilie, "/cotisations/echeancier/")
    for etat in ("Payée", "En retard", "À venir"):
        assert f">{etat}<" in page


def test_nul_ne_voit_le_compte_dun_autre(client_de: ClientDe, affilie: Persona, etranger: Persona) -> None:
    passer(affilie.dossier, -98_765, date(2026, 1, 2))
    prevoir(affilie.dossier, date(2026, 6, 5), montant=98_765)
    for adresse in ("/espace/", "/cotisations/", "/cotisations/echeancier/"):
        assert "987,65" in texte(client_de, affilie, adresse)
        assert "987,65" not in texte(client_de, etranger, adresse)


@pytest.mark.parametrize(
    ("adresse", "budget"), [("/espace/", 7), ("/cotisations/", 8), ("/cotisations/echeancier/", 5), ("/compte/", 3)]
)
def test_chaque_page_tient_son_budget_de_requetes(
    client_de: ClientDe, affilie: Persona, adresse: str, budget: int
) -> None:
    passer(affilie.dossier, -100, date(2026, 1, 2))
    avec_une = _requetes(client_de, affilie, adresse)
    for mois in range(1, 13):
        prevoir(affilie.dossier, *(date(2000 + mois, m, 5) for m in range(1, 13)))
    for _ in range(60):
        passer(affilie.dossier, -100, date(2026, 1, 2))
    assert avec_une == _requetes(client_de, affilie, adresse) <= budget


def _requetes(client_de: ClientDe, persona: Persona, adresse: str) -> int:
    navigateur = client_de(persona)
    with CaptureQueriesContext(connection) as capture:
        assert navigateur.get(adresse).status_code == 200
    return len(capture)
