"""The strict client and the database of the tests notice what they are there to notice."""

from datetime import date

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from zeal import NPlusOneError

from accounts.journal import journaliser
from accounts.models import Acces, EntreeJournal
from tests.conftest import MAINTENANT, ClientDe
from tests.harnais.base import tables_inalterables
from tests.harnais.client import ClientStrict, DefautDePage
from tests.harnais.personas import Persona

_TEXTE = "text/plain; charset=utf-8"


@login_not_required
def ecrit_en_lisant(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        journaliser(acte="essai", par=None)
    return HttpResponse("lu", content_type=_TEXTE)


@login_not_required
def une_requete_par_ligne(request: HttpRequest) -> HttpResponse:
    return HttpResponse(",".join(acces.dossier.numero for acces in Acces.objects.order_by("pk")), content_type=_TEXTE)


@login_not_required
def page_fautive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>Pas une page")


@login_not_required
def variable_absente(request: HttpRequest) -> HttpResponse:
    from django.template import engines

    return HttpResponse(engines["django"].from_string("{{ rien_de_tel }}").render({}, request), content_type=_TEXTE)


@login_not_required
def entetes_faibles(request: HttpRequest) -> HttpResponse:
    return HttpResponse("lu", content_type=_TEXTE, headers={"Referrer-Policy": "unsafe-url"})


def page_privee_gardee(request: HttpRequest) -> HttpResponse:
    return HttpResponse("à moi", content_type=_TEXTE)


urlpatterns = [
    path("ecrit/", ecrit_en_lisant),
    path("n-plus-un/", une_requete_par_ligne),
    path("page/", page_fautive),
    path("variable/", variable_absente),
    path("entetes/", entetes_faibles),
    path("privee/", page_privee_gardee),
]
ici = override_settings(ROOT_URLCONF=__name__)


@ici
@pytest.mark.parametrize("methode", ["get", "head"])
def test_un_get_qui_ecrit_est_vu(db: None, client: ClientStrict, methode: str) -> None:
    with pytest.raises(DefautDePage, match="un GET écrit : INSERT"):
        getattr(client, methode)("/ecrit/")


@ici
def test_un_post_peut_ecrire(db: None, client: ClientStrict) -> None:
    client.post("/ecrit/")
    assert EntreeJournal.objects.count() == 1


@ici
def test_une_requete_par_ligne_est_vue(client: ClientStrict, affilie: Persona, etranger: Persona) -> None:
    with pytest.raises(NPlusOneError):
        client.get("/n-plus-un/")


@ici
def test_une_page_fautive_est_vue(db: None, client: ClientStrict) -> None:
    with pytest.raises(DefautDePage, match="0 <h1>"):
        client.get("/page/")


@ici
def test_une_variable_absente_est_vue(db: None, client: ClientStrict) -> None:
    with pytest.raises(pytest.fail.Exception, match="rien_de_tel"):
        client.get("/variable/")


@ici
def test_un_en_tete_affaibli_est_vu(db: None, client: ClientStrict) -> None:
    with pytest.raises(DefautDePage, match="Referrer-Policy"):
        client.get("/entetes/")


@ici
@pytest.mark.parametrize(
    ("intergiciel", "attendu"),
    [
        ("carpimko_portal.middleware.PagesPrivees", "page privée gardée"),
        ("csp.middleware.CSPMiddleware", "Content-Security-Policy"),
        ("django_permissions_policy.PermissionsPolicyMiddleware", "Permissions-Policy"),
        ("django.middleware.clickjacking.XFrameOptionsMiddleware", "X-Frame-Options"),
        ("carpimko_portal.middleware.IdentifiantDeRequete", "X-Request-ID"),
    ],
)
def test_un_intergiciel_oublie_est_vu(client_de: ClientDe, affilie: Persona, intergiciel: str, attendu: str) -> None:
    from django.conf import settings as reels

    restants = [chemin for chemin in reels.MIDDLEWARE if chemin != intergiciel]
    assert len(restants) == len(reels.MIDDLEWARE) - 1
    with override_settings(MIDDLEWARE=restants), pytest.raises(DefautDePage, match=attendu):
        client_de(affilie).get("/privee/")


def test_l_heure_est_arretee() -> None:
    assert timezone.now() == MAINTENANT
    assert timezone.localdate() == date(2026, 11, 22)


def test_le_reseau_est_coupe() -> None:
    import socket

    with socket.socket() as prise, pytest.raises(UserWarning, match=r"192\.0\.2\.1"):
        prise.connect(("192.0.2.1", 80))


def test_un_avertissement_est_une_erreur() -> None:
    import warnings

    with pytest.raises(UserWarning, match="attention"):
        warnings.warn("attention", stacklevel=1)


@pytest.mark.parametrize("tour", [1, 2])
def test_une_base_transactionnelle_repart_de_zero(transactional_db: None, tour: int) -> None:
    """Whichever of the two comes second starts from nothing, although the journal refuses to be emptied."""
    assert not EntreeJournal.objects.exists()
    with transaction.atomic():
        journaliser(acte="essai", par=None)


def test_la_base_des_tests_est_celle_de_la_production(transactional_db: None) -> None:
    """SQLite: a file in WAL mode. Everywhere: the triggers are there, after a flush too."""
    with connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            curseur.execute("PRAGMA journal_mode")
            assert curseur.fetchone() == ("wal",)
            curseur.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
            attendus = 3
        else:
            curseur.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")
            attendus = 3
        assert curseur.fetchone() == (attendus * len(tables_inalterables()) + 2,)  # two on signed mandates
