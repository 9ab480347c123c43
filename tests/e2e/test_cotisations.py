"""A member reads what they owe and why, follows an écriture to its call, then says that this year will be leaner."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from cotisations.models import EstimationRevenu, PreferencesCotisations
from tests.cotisations.espace.fabrique import appeler
from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import MOT_DE_PASSE, Persona

pytestmark = pytest.mark.e2e
FENETRES = [Fenetre(360), Fenetre(1280, sombre=True), Fenetre(360, javascript=False)]


@pytest.fixture(params=FENETRES, ids=str)
def moi(
    request: pytest.FixtureRequest,
    affilie: Persona,
    transactional_db: None,
    live_server: LiveServer,
    navigateur: Browser,
) -> Iterator[Visite]:
    PreferencesCotisations.objects.create(dossier=affilie.dossier, periodicite="mensuelle")
    appeler(affilie.dossier)
    with visite(navigateur, live_server.url, request.param) as fenetre:
        yield fenetre


def test_je_lis_ce_que_je_dois_et_j_anticipe(moi: Visite) -> None:
    je_me_connecte(moi)
    je_suis_mon_solde_jusqu_a_l_appel(moi)
    je_remonte_d_une_ecriture(moi)
    j_estime_mon_revenu(moi)
    je_change_d_avis(moi)


def je_me_connecte(moi: Visite) -> None:
    moi.page.goto("/connexion/?next=/cotisations/")
    moi.page.get_by_label("Numéro de dossier", exact=True).fill("1234567")
    moi.page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    moi.page.get_by_role("button", name="Connexion", exact=True).click()
    moi.arriver("Mes cotisations")


def je_suis_mon_solde_jusqu_a_l_appel(moi: Visite) -> None:
    page = moi.page
    expect(page.get_by_text("Un retard peut coûter des droits")).to_be_visible()
    moi.aller("Échéancier")
    moi.arriver("Mon échéancier")
    page.get_by_text("Que veut dire chaque état").click()
    expect(page.get_by_text("sa date n’est pas passée")).to_be_visible()
    moi.aller("l’appel 2026, ligne par ligne")
    moi.arriver("Appel de cotisations 2026")
    expect(page.get_by_role("img", name="De l’appel 2025 à l’appel 2026")).to_be_visible()
    page.get_by_text("Les mêmes chiffres en tableau").click()
    expect(page.get_by_text("Une cause change à la fois")).to_be_visible()
    page.get_by_text("Pourquoi 3\u202f929,00\u202f€\u202f?").click()
    expect(page.get_by_text("arrondi à 3\u202f929\u202f€")).to_be_visible()
    moi.arriver("Appel de cotisations 2026")


def je_remonte_d_une_ecriture(moi: Visite) -> None:
    page = moi.page
    moi.aller("Historique")
    moi.arriver("Mon historique")
    page.get_by_label("Nature").select_option("Régularisation")
    page.get_by_role("button", name="Afficher").click()
    moi.aller("Régularisation 2025")
    moi.arriver("Régularisation 2025")
    moi.aller("Appel de cotisations 2026")
    moi.arriver("Appel de cotisations 2026")


def j_estime_mon_revenu(moi: Visite) -> None:
    page = moi.page
    moi.aller("Changement de revenus")
    moi.arriver("Anticiper une baisse")
    page.get_by_role("button", name="Voir ce qui changerait").click()
    expect(page.get_by_role("alert")).to_contain_text("Indiquez le revenu que vous prévoyez")
    moi.arriver("Anticiper une baisse")
    page.get_by_label("Votre revenu de l’année entière").fill("30 000")
    page.get_by_role("button", name="Voir ce qui changerait").click()
    moi.arriver("Relire avant de confirmer")
    assert not EstimationRevenu.objects.exists()
    page.get_by_role("button", name="Confirmer et transmettre").click()
    moi.arriver("Votre estimation est transmise")
    assert EstimationRevenu.objects.get().assiette_centimes == 3_000_000


def je_change_d_avis(moi: Visite) -> None:
    moi.aller("Annuler cette estimation")
    moi.arriver("Annuler cette estimation")
    moi.page.get_by_role("button", name="Annuler mon estimation").click()
    moi.arriver("Votre estimation de revenu")
    expect(moi.page.get_by_role("status")).to_contain_text("annulée")
    assert not EstimationRevenu.objects.en_cours().exists()
