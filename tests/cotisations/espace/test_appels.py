"""A call line by line, and why it is not the one before."""

import re
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cotisations.appels.services import emettre_appel
from cotisations.calcul import Situation, simuler
from cotisations.calcul.lignes import Origine, Regime
from cotisations.espace.appels import annee_du_revenu, page_de_l_appel
from cotisations.espace.cascade import tracer
from cotisations.models import AppelCotisation, LigneAppel
from tests.conftest import ClientDe
from tests.cotisations.appels.fabrique import declarer
from tests.cotisations.espace.fabrique import appeler, page
from tests.harnais.personas import Persona

FINE = "\u202f"


@pytest.mark.django_db
def test_la_liste_mene_a_chaque_annee(client_de: ClientDe, affilie: Persona) -> None:
    appeler(affilie.dossier)
    html = page(client_de(affilie), "/cotisations/appels/")
    assert re.findall(r'href="/cotisations/appels/(\d+)/"', html) == ["2026", "2025"]
    assert f"10{FINE}734,00{FINE}€" in html


@pytest.mark.django_db
def test_sans_appel_la_page_dit_ou_chercher(client_de: ClientDe, affilie: Persona, ayant_droit: Persona) -> None:
    for persona, attend in ((affilie, True), (ayant_droit, False)):
        html = page(client_de(persona), "/cotisations/appels/")
        assert "Aucun appel détaillé" in html
        assert ("Le prochain apparaîtra" in html) is attend


@pytest.mark.django_db
def test_un_appel_se_lit_en_entier(client_de: ClientDe, affilie: Persona) -> None:
    appeler(affilie.dossier)
    html = page(client_de(affilie), "/cotisations/appels/2026/")
    for mots in (
        f"10{FINE}734,00{FINE}€",
        f"10{FINE}004,00{FINE}€",  # the year itself
        f"+{FINE}730,00{FINE}€",  # the régularisation of 2025
        f"45{FINE}000{FINE}€ × 8,73{FINE}% = 3{FINE}928,50{FINE}€, arrondi à 3{FINE}929{FINE}€",
        "Le revenu compté est celui de 2025.",
        "CSS, art. D642-3",
        f"555,00{FINE}€</span> d’ASV",
        "30\u00a0septembre 2026",
        "À confirmer auprès de la caisse",
        'href="/cotisations/estimation/"',
    ):
        assert mots in html, mots
    assert html.count("<summary>Pourquoi") == 8


@pytest.mark.django_db
def test_le_graphique_dit_la_meme_chose_que_son_tableau(client_de: ClientDe, affilie: Persona) -> None:
    avant, apres = appeler(affilie.dossier)
    html = page(client_de(affilie), "/cotisations/appels/2026/").split("Pourquoi ce montant", 1)[1]
    dessin, tableau = html.split("</svg>", 1)
    desc = dessin.split("<desc", 1)[1].split("</desc>", 1)[0]
    montants = re.findall(r'a-droite montant" data-titre="(?:Effet|Total)" role="cell">([^<]+)<', tableau)
    dits = re.findall(r'class="valeur"[^>]*>([^<]+)<', dessin)
    assert montants == dits
    assert all(montant in desc for montant in montants)
    assert "<title" in dessin
    centimes = [int(re.sub(r"[^0-9−]", "", montant).replace("−", "-")) for montant in montants]
    assert centimes[0] + sum(centimes[1:-1]) == centimes[-1] == apres.total_centimes
    assert centimes[0] == avant.total_centimes


@pytest.mark.django_db
def test_un_bareme_corrige_depuis_ne_fait_rien_dire_de_faux(client_de: ClientDe, affilie: Persona) -> None:
    """What was asked is shown as it was; neither formula nor cause is invented."""
    appeler(affilie.dossier)
    with patch.dict("cotisations.calcul.complementaire.__dict__", {"ligne_d_appel": lambda montant: 123_400}):
        html = page(client_de(affilie), "/cotisations/appels/2026/")
    assert "a été corrigé depuis" in html
    assert f"3{FINE}915,00{FINE}€" in html
    assert f"1{FINE}234,00" not in html
    assert "<summary>Pourquoi" not in html
    assert "<svg" not in html.split("<main", 1)[1]
    assert "Les causes ne peuvent pas être séparées" in html


@pytest.mark.django_db
def test_une_annee_sans_bareme_montre_ses_montants(client_de: ClientDe, affilie: Persona) -> None:
    appel = AppelCotisation.objects.create(
        dossier=affilie.dossier, annee=2012, version=1, cause="annuel", est_conventionne=True, periodicite="annuelle",
        total_centimes=512_300, regularisation_centimes=0, part_cpam_centimes=0, trimestres=4,
        assiette_centimes=3_000_000, emis_le="2012-06-20T10:00:00Z",
    )  # fmt: skip
    LigneAppel.objects.create(
        appel=appel, regime="base_t1", annee=2012, libelle="Régime de base", montant_centimes=512_300,
        base=Decimal(30_000), taux=Decimal("0.0863"), points=Decimal("300.5"),
    )  # fmt: skip
    html = page(client_de(affilie), "/cotisations/appels/2012/")
    for mots in (f"5{FINE}123,00{FINE}€", f"8,63{FINE}%", "300,5", f"30{FINE}000{FINE}€"):
        assert mots in html
    assert "Mes revenus 2012 seront différents" not in html


@pytest.mark.django_db
def test_les_versions_se_suivent(client_de: ClientDe, affilie: Persona) -> None:
    appeler(affilie.dossier)
    declarer(affilie.dossier, r2025=50_000)
    emettre_appel(dossier=affilie.dossier, annee=2026, par=None, le=date(2026, 7, 20))
    html = page(client_de(affilie), "/cotisations/appels/2026/")
    assert "Version 2" in html
    assert "Version 1" in html
    assert ">Remplacée<" in html
    assert f"10{FINE}734,00{FINE}€" in html.split("Ses versions", 1)[1]
    assert len(re.findall(r">En vigueur<", html)) == 1


@pytest.mark.django_db
def test_sans_declaration_la_taxation_est_dite(client_de: ClientDe, affilie: Persona) -> None:
    emettre_appel(dossier=affilie.dossier, annee=2026, par=None, le=date(2026, 11, 2))
    html = page(client_de(affilie), "/cotisations/appels/2026/")
    assert "Votre déclaration de revenus manque" in html
    assert "L242-12-1" in html


@pytest.mark.django_db
@pytest.mark.parametrize("annee", ["1", "2026", "99999999999999999999"])
def test_l_appel_d_un_autre_est_inconnu(client_de: ClientDe, affilie: Persona, etranger: Persona, annee: str) -> None:
    appeler(affilie.dossier)
    assert client_de(etranger).get(f"/cotisations/appels/{annee}/").status_code == 404


@pytest.mark.django_db
def test_la_page_coute_autant_de_requetes_avec_dix_versions(client_de: ClientDe, affilie: Persona) -> None:
    client, nombres, poids = client_de(affilie), [], []
    appeler(affilie.dossier)
    for revenus in (range(1), range(10)):
        for rang in revenus:
            declarer(affilie.dossier, r2025=46_000 + rang * 100)
            emettre_appel(dossier=affilie.dossier, annee=2026, par=None, le=date(2026, 7, 20))
        with CaptureQueriesContext(connection) as requetes:
            poids.append(len(client.get("/cotisations/appels/2026/").content))
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1] <= 8
    assert max(poids) <= 40_000


@pytest.mark.django_db
def test_l_appel_precedent_est_celui_de_l_annee_d_avant(affilie: Persona) -> None:
    appeler(affilie.dossier)
    seul, suivi = page_de_l_appel(affilie.dossier, 2025), page_de_l_appel(affilie.dossier, 2026)
    assert seul
    assert suivi
    assert (seul.precedent, seul.cascade) == (None, None)
    assert suivi.precedent
    assert suivi.cascade
    assert (suivi.cascade.avant, suivi.cascade.apres) == (suivi.precedent.total, suivi.appel.total)
    assert suivi.ecart_precedent == suivi.cascade.ecart


@pytest.mark.une_fois
def test_l_annee_du_revenu_de_chaque_ligne() -> None:
    for annee, attendue in ((2025, 2023), (2026, 2025)):
        situation = Situation(annee, Decimal(40_000), Decimal(38_000))
        annees = {ligne.regime: annee_du_revenu(ligne, situation) for ligne in simuler(situation).lignes}
        assert annees[Regime.BASE_T1] == annees[Regime.COMPLEMENTAIRE] == annee - 1
        assert annees[Regime.REGULARISATION_T1] == annee - 1
        assert annees[Regime.ASV_PROPORTIONNELLE] == attendue
        assert annees[Regime.INVALIDITE_DECES] is annees[Regime.ASV_FORFAIT] is None
    estimee = Situation(2026, Decimal(40_000), assiette_estimee=Decimal(20_000))
    ligne = simuler(estimee).lignes[0]
    assert (ligne.origine, annee_du_revenu(ligne, estimee)) == (Origine.ESTIMATION, 2026)


@pytest.mark.une_fois
def test_les_barres_tiennent_dans_la_largeur() -> None:
    """Totals, rises and falls, credits included: nothing is drawn beyond its column, nothing is invisible."""
    for revenus in ((0, 200_000, 0), (200_000, 0, 200_000), (45_000, 45_001, 45_000)):
        avant = simuler(Situation(2025, Decimal(revenus[0]), Decimal(revenus[2]), provisionnel=True))
        apres = simuler(Situation(2026, Decimal(revenus[1]), Decimal(revenus[0]), provisionnel=True))
        cascade = tracer(avant, apres)
        assert cascade
        assert cascade.barres[0].montant + sum(pas.montant for pas in cascade.pas) == cascade.barres[-1].montant
        for barre in cascade.barres:
            x, largeur = (float(texte.removesuffix("%")) for texte in (barre.x, barre.largeur))
            assert x >= 0
            assert largeur > 0
            assert x + largeur <= 64.7
        assert cascade.hauteur == cascade.barres[-1].y + cascade.hauteur_barre
