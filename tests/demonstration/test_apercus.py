"""The previews: drawn by the builders of production, and closed to everybody but whoever develops."""

import pytest
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from pytest_django import Settings

from accounts.envois.genres import codes
from accounts.models import EntreeJournal
from carpimko_portal.urls import urlpatterns as _reelles
from demonstration.apercus.views import liste
from documents.models import Document
from documents.registry import Demande, types_proposes
from tests.conftest import MAINTENANT
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona
from tests.production import executer

pytestmark = pytest.mark.django_db
urlpatterns = [*_reelles, path("apercus/", include("demonstration.apercus.urls"))]
handler404 = "carpimko_portal.erreurs.introuvable"
ADRESSES = ["", "documents/attestation-affiliation/", "courriels/connexion/", "courriels/connexion/style.css"]


@pytest.fixture
def developpement(settings: Settings) -> None:
    settings.DEBUG = True
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("adresse", ADRESSES)
def test_hors_developpement_rien_n_existe(client: ClientStrict, affilie: Persona, adresse: str) -> None:
    assert client.get(f"/apercus/{adresse}").status_code == 404
    with override_settings(ROOT_URLCONF=__name__):  # even if the addresses were there
        assert client.get(f"/apercus/{adresse}").status_code == 404


@pytest.mark.parametrize(("debug", "demonstration"), [(False, True), (True, False), (False, False)])
def test_il_faut_les_deux(settings: Settings, *, debug: bool, demonstration: bool) -> None:
    settings.DEBUG, settings.DEMONSTRATION = debug, demonstration
    with pytest.raises(Http404):
        liste(RequestFactory().get("/apercus/"))


@pytest.mark.une_fois
def test_la_production_refuse_de_partir_en_developpement() -> None:
    resultat = executer("-c", "import carpimko_portal.settings", DEBUG="true")
    assert resultat.returncode
    assert "DEBUG" in resultat.stderr


@pytest.mark.une_fois
def test_la_production_n_a_pas_ces_adresses() -> None:
    programme = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'carpimko_portal.settings'; django.setup()\n"
        "from django.urls import resolve, Resolver404\n"
        "try:\n resolve('/apercus/')\nexcept Resolver404:\n print('closes')"
    )
    assert executer("-c", programme).stdout.strip() == "closes"


def test_la_liste_nomme_tout(developpement: None, client: ClientStrict, affilie: Persona) -> None:
    page = client.get("/apercus/").content.decode()
    for offre in types_proposes(Demande(affilie.dossier, MAINTENANT.date())):
        assert offre.type.titre in page
    for code in codes():
        assert f"/apercus/courriels/{code}/" in page


def test_un_pdf_est_dessine_et_ne_laisse_rien(developpement: None, client: ClientStrict, affilie: Persona) -> None:
    reponse = client.get("/apercus/documents/attestation-affiliation/")
    assert reponse.content.startswith(b"%PDF-")
    assert client.get("/apercus/documents/attestation-affiliation/?numero=1234567").status_code == 200
    for absent in ("attestation-affiliation/?numero=9999999", "inconnu/"):
        assert Client().get(f"/apercus/documents/{absent}").status_code == 404  # Django's own page, under DEBUG
    assert not Document.objects.exists()
    assert not EntreeJournal.objects.exists()


@pytest.mark.parametrize("code", codes())
def test_chaque_courriel_est_compose(developpement: None, client: ClientStrict, affilie: Persona, code: str) -> None:
    page = client.get(f"/apercus/courriels/{code}/").content.decode()
    assert "[Démonstration]" in page
    assert client.get(f"/apercus/courriels/{code}/style.css")["Content-Type"].startswith("text/css")


def test_un_courriel_inconnu(developpement: None, affilie: Persona) -> None:
    assert Client().get("/apercus/courriels/inconnu/").status_code == 404
