"""Today's answer, then by year and by régime: columns whose sums are those of the account."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from cotisations.echeancier import Tranche, repartir
from cotisations.enums import EtatEcheance, Nature
from cotisations.espace.annees import annees_du_compte
from cotisations.espace.cumuls import Cumul, Cumuls, cumuls
from cotisations.espace.solde import page_du_solde
from cotisations.models import Ecriture
from cotisations.selectors import Situation
from tests.conftest import ClientDe
from tests.cotisations.espace.fabrique import appeler, page, passer, prevoir
from tests.harnais.personas import Persona

LE = date(2026, 11, 22)
MONTANTS = st.integers(-5_000_000, 5_000_000).filter(bool)


@pytest.mark.une_fois
@given(st.lists(st.builds(Cumul, st.integers(2020, 2026), st.sampled_from(Nature), MONTANTS, st.just(1)), max_size=20))
def test_les_annees_font_le_compte(lignes: list[Cumul]) -> None:
    """Whatever was written: each column adds up, what remains is what is owed, nothing remains of what is not asked."""
    lus = Cumuls(lignes)
    situation = Situation(repartir([], lus.solde, le=LE), LE)
    annees = annees_du_compte(lus, situation)
    assert annees.demande == annees.regle + annees.reste
    assert annees.reste + annees.hors == situation.reste
    for annee in annees.annees:
        assert 0 <= annee.reste <= max(0, annee.demande)
        assert (annee.etat is EtatEcheance.PAYEE) is (annee.reste == 0)


@pytest.mark.une_fois
def test_le_retard_est_celui_des_plus_anciennes() -> None:
    """1 000 € a year, the second half of 2025 late, 2026 not due yet."""
    lus = Cumuls([Cumul(2025, Nature.APPEL, -100_000, 1), Cumul(2026, Nature.APPEL, -100_000, 1)])
    tranches = [Tranche(date(2025, 9, 30), 100_000, 2025), Tranche(date(2026, 12, 5), 100_000, 2026)]
    for paye, attendus in (
        (0, [EtatEcheance.A_VENIR, EtatEcheance.EN_RETARD]),
        (50_000, [EtatEcheance.A_VENIR, EtatEcheance.EN_RETARD]),
        (100_000, [EtatEcheance.A_VENIR, EtatEcheance.PAYEE]),
        (150_000, [EtatEcheance.PARTIELLE, EtatEcheance.PAYEE]),
        (200_000, [EtatEcheance.PAYEE, EtatEcheance.PAYEE]),
    ):
        verses = Cumuls([*lus.lignes, Cumul(2025, Nature.VIREMENT, paye, 1)])
        situation = Situation(repartir(tranches, verses.solde, le=LE), LE)
        assert [annee.etat for annee in annees_du_compte(verses, situation).annees] == attendus, paye


@pytest.mark.django_db
def test_une_requete_lit_tout_le_compte(affilie: Persona) -> None:
    for annee in (2024, 2025, 2026):
        passer(affilie.dossier, -100_000, date(annee, 1, 2))
        passer(affilie.dossier, 90_000, date(annee, 6, 5), Nature.CARTE)
    with CaptureQueriesContext(connection) as requetes:
        lus = cumuls(affilie.dossier)
    assert len(requetes) == 1
    assert lus.solde == Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == -30_000
    assert (lus.annees, lus.natures) == ([2026, 2025, 2024], [Nature.APPEL, Nature.CARTE])
    assert lus.nombre(annee=2025, nature=None) == 2
    assert lus.nombre(annee=None, nature=Nature.CARTE) == 3


@pytest.mark.django_db
def test_par_regime_la_somme_est_celle_du_compte(affilie: Persona) -> None:
    avant, apres = appeler(affilie.dossier)
    passer(affilie.dossier, -7_700, date(2020, 1, 2))
    passer(affilie.dossier, avant.total_centimes + 607_700, date(2026, 7, 2), Nature.VIREMENT)
    compte = page_du_solde(affilie.dossier)
    lignes = {ligne.libelle: ligne for ligne in compte.regimes.lignes}
    assert list(lignes) == ["Régime de base", "Invalidité-décès", "Régime complémentaire", "ASV", "Non ventilé"]
    assert sum(ligne.demande for ligne in lignes.values()) == compte.annees.demande
    assert sum(ligne.reste for ligne in lignes.values()) == compte.annees.reste == compte.situation.reste
    assert lignes["Non ventilé"].demande == 7_700
    assert lignes["Invalidité-décès"].demande == 2 * 102_200
    assert lignes["Régime de base"].reste == 0  # of the one échéance that is paid in part, it comes first
    assert lignes["ASV"].reste == 29_600  # and the ASV last: 224 + 72
    assert compte.regimes.annees == [2026, 2025]
    assert apres.total_centimes - 600_000 == compte.situation.reste


@pytest.mark.django_db
def test_la_page_repond_puis_detaille(client_de: ClientDe, affilie: Persona) -> None:
    appeler(affilie.dossier)
    html = page(client_de(affilie), "/cotisations/").split("<main", 1)[1]
    ordre = ["Mon solde aujourd’hui", "Par année de cotisation", "Par régime, à titre indicatif", "Derniers mouvements"]
    assert [html.index(titre) for titre in ordre] == sorted(html.index(titre) for titre in ordre)
    for mots in ("CSS, art. D133-4", 'href="/cotisations/appels/2026/"', 'href="/cotisations/historique/?annee=2026"'):
        assert mots in html


@pytest.mark.django_db
def test_sans_appel_rien_n_est_ventile(client_de: ClientDe, affilie: Persona) -> None:
    passer(affilie.dossier, -100_000, date(2026, 1, 2))
    assert "Par régime" not in page(client_de(affilie), "/cotisations/")


@pytest.mark.django_db
def test_un_compte_vide_dit_ce_qui_viendra(client_de: ClientDe, affilie: Persona, ayant_droit: Persona) -> None:
    assert "Votre premier appel de cotisations apparaîtra ici" in page(client_de(affilie), "/cotisations/")
    assert "premier appel" not in page(client_de(ayant_droit), "/cotisations/")


@pytest.mark.django_db
def test_la_page_tient_son_poids_et_ses_requetes(client_de: ClientDe, affilie: Persona) -> None:
    """The same with one écriture of each kind and with a thousand."""
    client = client_de(affilie)
    appeler(affilie.dossier)
    prevoir(affilie.dossier, date(2027, 3, 5))
    nombres, poids = [], []
    for combien in (1, 999):
        for rang in range(combien):
            passer(affilie.dossier, -100, date(2024 + rang % 3, 1, 2))
        with CaptureQueriesContext(connection) as requetes:
            poids.append(len(client.get("/cotisations/").content))
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 8
    assert max(poids) <= 20_000
