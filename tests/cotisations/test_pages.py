"""Tableau de bord, solde and échéancier, as each kind of member sees them."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Dossier
from cotisations.enums import Nature
from cotisations.models import Echeance, Ecriture
from cotisations.selectors import echeancier_par_annee, situation, situation_de_l_annee
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


def test_chaque_mouvement_est_dans_sa_colonne(client_de: ClientDe, affilie: Persona) -> None:
    """What is given back takes from what was paid; what is cancelled takes from what was asked."""
    for montant, nature in (
        (-100_001, Nature.APPEL),
        (10_002, Nature.REGULARISATION),
        (50_003, Nature.CARTE),
        (-20_004, Nature.REMBOURSEMENT),
        (-30_005, Nature.REJET),
        (-40_006, Nature.REPRISE),
        (60_007, Nature.REPRISE),
    ):
        passer(affilie.dossier, montant, date(2026, 1, 2), nature)
    for adresse in ("/espace/", "/cotisations/historique/"):
        page = texte(client_de, affilie, adresse)
        colonnes = re.findall(r'data-titre="(Demandé|Versé)" role="cell">([^<]+)<', page)
        lues = {(colonne, montant.replace("\u202f", "").strip()) for colonne, montant in colonnes}
        assert lues >= {
            ("Versé", "600,07€"),
            ("Demandé", "400,06€"),
            ("Versé", "−300,05€"),
            ("Versé", "−200,04€"),
            ("Versé", "500,03€"),
        }
    assert lues >= {("Demandé", "1000,01€"), ("Demandé", "−100,02€")}
    assert "négatif" not in page


@pytest.mark.parametrize(("statut", "attend"), [("cotisant", True), ("cumul", True), ("retraite", False)])
def test_un_retraite_n_attend_pas_d_appel(client_de: ClientDe, affilie: Persona, statut: str, attend: bool) -> None:
    affilie.dossier.statut = statut
    affilie.dossier.save()
    pages = [
        texte(client_de, affilie, adresse) for adresse in ("/espace/", "/cotisations/", "/cotisations/echeancier/")
    ]
    assert ["prochain appel" in page for page in pages] == [attend, False, attend]
    assert ["Vos appels" in page for page in pages] == [attend, attend, False]


def test_qui_est_en_retard_lit_comment_payer(client_de: ClientDe, affilie: Persona) -> None:
    payer = 'class="bouton" href="/cotisations/payer/"'
    for adresse in ("/espace/", "/cotisations/", "/cotisations/echeancier/"):
        assert payer not in texte(client_de, affilie, adresse)
    prevoir(affilie.dossier, date(2026, 6, 5))
    passer(affilie.dossier, -50_000, date(2026, 1, 2))
    for adresse in ("/espace/", "/cotisations/", "/cotisations/echeancier/"):
        assert texte(client_de, affilie, adresse).count(payer) == 1
    facons = texte(client_de, affilie, "/cotisations/payer/")
    for adresse in ("/cotisations/virement/", "/cotisations/prelevement/"):
        assert f'class="bouton bouton-secondaire" href="{adresse}"' in facons


def test_la_frise_dit_chaque_etat_par_un_signe_et_un_mot(client_de: ClientDe, affilie: Persona) -> None:
    prevoir(affilie.dossier, *(date(2026, mois, 5) for mois in (3, 6, 9, 12)), date(2026, 12, 15))
    passer(affilie.dossier, -250_000, date(2026, 1, 2))
    passer(affilie.dossier, 120_000, date(2026, 6, 5), Nature.VIREMENT)
    page = texte(client_de, affilie, "/espace/")
    frise = page.split('class="frise"', 1)[1].split("</ol>", 1)[0]
    assert re.findall(r'aria-hidden="true">(.)</span>', frise) == ["✓", "✓", "✕", "○", "○"]
    legende = page.split('class="frise-legende"', 1)[1].split("</p>", 1)[0]
    assert re.findall(r">(.)</b> ([^<]+)<", legende) == [("✓", "Payée"), ("○", "À venir"), ("✕", "En retard")]


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
    ("adresse", "budget"),
    [
        ("/espace/", 7),
        ("/cotisations/", 7),
        ("/cotisations/echeancier/", 5),
        ("/cotisations/historique/", 4),
        ("/cotisations/historique/?annee=2026&nature=appel&tri=montant", 4),
        ("/cotisations/appels/", 3),
        ("/compte/", 2),
    ],
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


def test_qui_ne_doit_rien_du_passe_coute_une_requete_de_moins(client_de: ClientDe, affilie: Persona) -> None:
    prevoir(affilie.dossier, *(date(annee, 6, 5) for annee in range(2010, 2027)))
    passer(affilie.dossier, -50_000, date(2026, 1, 2))
    assert _requetes(client_de, affilie, "/espace/") == 6


def test_le_bord_dit_ce_que_dirait_tout_l_echeancier(affilie: Persona) -> None:
    """Leaving the paid years out changes nothing of what is shown, whatever is owed."""
    prevoir(affilie.dossier, *(date(annee, mois, 5) for annee in (2024, 2025, 2026, 2027) for mois in (3, 12)))
    for centimes in (90_000, *[-49_999] * 9):
        passer(affilie.dossier, centimes, date(2026, 1, 2))
        toute, courte = situation(affilie.dossier), situation_de_l_annee(affilie.dossier)
        for nom in ("en_retard", "nombre_en_retard", "a_venir", "reste", "prochaine", "en_retard_depuis"):
            assert getattr(toute, nom) == getattr(courte, nom), nom
        assert toute.repartition.avance == courte.repartition.avance
        assert toute.repartition.hors_echeancier == courte.repartition.hors_echeancier
        assert echeancier_par_annee(toute)[:2] == echeancier_par_annee(courte)[:2]


def _requetes(client_de: ClientDe, persona: Persona, adresse: str) -> int:
    navigateur = client_de(persona)
    with CaptureQueriesContext(connection) as capture:
        assert navigateur.get(adresse).status_code == 200
    return len(capture)
