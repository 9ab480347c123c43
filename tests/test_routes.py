"""Every address: who may see it, what it carries, what it says when all goes wrong."""

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings as reglages_du_portail
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from pytest_django import Settings

from carpimko_portal.lib.refus import Limite, TropDeDemandes
from carpimko_portal.urls import urlpatterns as _reelles
from cotisations.models import Echeance, Ecriture, EstimationRevenu
from documents.models import Document, Piece
from documents.pieces.reserve import ranger
from tests.conftest import ClientDe
from tests.cotisations.paiements.fabrique import paiement
from tests.harnais.client import ClientStrict
from tests.harnais.page import titre
from tests.harnais.personas import Persona
from tests.harnais.routes import Route, routes

PUBLIQUES = frozenset({
    "accessibilite", "accounts:choix_mot_de_passe", "accounts:connexion", "accounts:defi_captcha",
    "accounts:demande_enregistree", "accounts:mot_de_passe_oublie", "accounts:premiere_connexion",
    "accounts:suivi_mot_de_passe", "accueil", "demonstration:banque_guichet", "demonstration:banque_operations",
    "admin:login", "composants", "cookies", "demander_ma_retraite", "demonstration:courriel", "demonstration:courriels",
    "demonstration:style_courriel", "donnees_personnelles", "faq", "franceconnect", "mentions_legales",
    "plan_du_site", "reglages", "simulateur", "verification:accueil", "verification:code", "verification:fichier",
})  # fmt: skip
SUITES = frozenset({"accounts:choix_mot_de_passe", "accounts:demande_enregistree"})  # of a page to be filled before
# What is public and shows no page to who comes without the state, the token or the identity it serves.
STATUTS = {
    "accounts:associer_franceconnect": 302, "accounts:associer_par_code": 302, "accounts:confirmer_association": 302,
    "accounts:depart_franceconnect": 302,
    "accounts:introuvable_franceconnect": 302, "accounts:quitter_franceconnect": 405,
    "cotisations:notification_paiement": 405, "cotisations:retour_paiement": 302,
    "demonstration:banque_agir": 405, "demonstration:banque_choisir": 405, "demonstration:banque_payer": 302,
    "accounts:retour_franceconnect": 400, "accounts:sortie_franceconnect": 400, "calendrier": 404,
    "demonstration:banque_releve": 404, "demonstration:banque_retours": 404,
    "demonstration:franceconnect_authorize": 400, "demonstration:franceconnect_choisir": 400,
    "demonstration:franceconnect_configuration": 200, "demonstration:franceconnect_jwks": 200,
    "demonstration:franceconnect_session_end": 400, "demonstration:franceconnect_token": 405,
    "demonstration:franceconnect_userinfo": 401,
}  # fmt: skip
PUBLIQUES |= STATUTS.keys()
TOUTES = routes()
PRIVEES = [route for route in TOUTES if route.nom not in PUBLIQUES]
MARQUE = "MARQUE DE L’AFFILIÉE"
OCTETS = MARQUE.encode()
_REQUETE = re.compile(r"\b[0-9a-f]{16}\b")


def nom(route: Route) -> str:
    return route.nom


@pytest.fixture
def dossier_marque(affilie: Persona) -> Document:
    """A dossier with one of everything, each carrying `MARQUE`, all under one identifier."""
    dossier, public_id = affilie.dossier, uuid.uuid4()
    Ecriture.objects.create(
        dossier=dossier, cle="essai", nature="appel", annee=2026, montant_centimes=-12345,
        date_operation=date(2026, 1, 1), libelle=MARQUE, public_id=public_id,
    )  # fmt: skip
    EstimationRevenu.objects.create(
        dossier=dossier, annee=2026, assiette_centimes=12345, deposee_le=timezone.now(), deposee_par=affilie.compte,
        public_id=public_id,
    )  # fmt: skip
    Echeance.objects.create(
        dossier=dossier, annee=2026, rang=1, montant_centimes=12345, date_exigibilite=date(2026, 12, 5)
    )
    document = Document.objects.create(
        dossier=dossier,
        public_id=public_id,
        type="attestation-affiliation",
        titre=MARQUE,
        gabarit="essai",
        cle="0" * 64,
        annee=2026,
        fichier=ContentFile(OCTETS, "essai.pdf"),
        taille=len(OCTETS),
        sha256=hashlib.sha256(OCTETS).hexdigest(),
        emis_le=timezone.now(),
    )
    paiement(affilie, public_id=document.public_id)
    _deposer(document)
    return document


def _deposer(document: Document) -> None:
    """A piece under the same identifier: every address is tried with one."""
    nom, cle = ranger(document.public_id, OCTETS)
    Piece.objects.create(
        public_id=document.public_id, dossier=document.dossier, genre="rib", nom=MARQUE, format="pdf", pages=1,
        taille=len(OCTETS), sha256=document.sha256, sha256_depose="0" * 64, fichier=nom, cle=cle, etat="recue",
        deposee_le=document.emis_le,
    )  # fmt: skip


def test_la_liste_publique_ne_nomme_que_des_routes_qui_existent() -> None:
    assert {route.nom for route in TOUTES} >= PUBLIQUES


@pytest.mark.parametrize("route", PRIVEES, ids=nom)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_un_visiteur_est_conduit_a_la_connexion(db: None, client: ClientStrict, route: Route, methode: str) -> None:
    adresse = route.adresse()
    reponse = getattr(client, methode)(adresse)
    assert reponse.status_code == 302
    suite = f"?{urlencode({'next': adresse}, safe='/')}" if methode == "get" else ""  # an act is not an address
    porte = "/admin/login/" if route.nom.startswith("admin:") else "/connexion/"
    assert reponse["Location"] == f"{porte}{suite}"
    assert "no-store" in reponse["Cache-Control"]


@pytest.mark.parametrize("route", [r for r in TOUTES if r.nom in PUBLIQUES], ids=nom)
def test_une_page_publique_repond_a_tous(db: None, client: ClientStrict, route: Route) -> None:
    attendu = STATUTS.get(route.nom, 404 if route.porte_un_objet else 302 if route.nom in SUITES else 200)
    assert client.get(route.adresse()).status_code == attendu


def test_un_seul_get_ecrit() -> None:
    """Coming back from FranceConnect is a GET by construction; what may write in one is written here."""
    assert [r.nom for r in TOUTES if getattr(r.vue, "ecrit_en_get", False)] == ["accounts:retour_franceconnect"]


@pytest.mark.parametrize("route", PRIVEES, ids=nom)
def test_une_page_privee_n_est_gardee_par_personne(client_de: ClientDe, affilie: Persona, route: Route) -> None:
    reponse = client_de(affilie).get(route.adresse())
    assert reponse.status_code in {200, 302, 404, 405}
    assert "no-store" in reponse["Cache-Control"]


@pytest.mark.parametrize("route", PRIVEES, ids=nom)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_l_etranger_ne_voit_rien_des_autres(
    client_de: ClientDe, dossier_marque: Document, etranger: Persona, route: Route, methode: str
) -> None:
    affilie = dossier_marque.dossier
    avant = _lignes(affilie.pk)
    reponse = getattr(client_de(etranger), methode)(route.adresse(public_id=dossier_marque.public_id))
    assert reponse.status_code in {200, 204, 302, 404, 405}
    if route.porte_un_objet:
        assert reponse.status_code in {404, 405}
    for indice in (MARQUE, affilie.numero, affilie.courriel, str(dossier_marque.public_id)):
        assert indice not in reponse.content.decode(errors="replace").replace(route.adresse(), "")
    assert _lignes(affilie.pk) == avant


# What the agents see is tried in tests/administration: a member meets nothing there.
@pytest.mark.parametrize("route", [r for r in PRIVEES if r.porte_un_objet and not r.nom.startswith("admin:")], ids=nom)
def test_l_objet_d_un_autre_est_un_objet_inconnu(
    client_de: ClientDe, dossier_marque: Document, etranger: Persona, route: Route
) -> None:
    client = client_de(etranger)
    methode = "post" if client.get(route.adresse()).status_code == 405 else "get"
    autre = getattr(client, methode)(route.adresse(public_id=dossier_marque.public_id))
    inconnu = getattr(client, methode)(route.adresse())
    assert autre.status_code == inconnu.status_code == 404
    assert _sans_identifiant(autre, route.adresse(public_id=dossier_marque.public_id)) == _sans_identifiant(
        inconnu, route.adresse()
    )
    titulaire = client_de(_titulaire(dossier_marque))
    assert getattr(titulaire, methode)(route.adresse(public_id=dossier_marque.public_id)).status_code == 200


def test_chaque_page_a_son_titre(client_de: ClientDe, client: ClientStrict, affilie: Persona) -> None:
    membre = client_de(affilie)
    titres: Counter[str] = Counter()
    for route in TOUTES:
        reponse = (client if route.nom in PUBLIQUES else membre).get(route.adresse())
        if reponse.status_code == 200 and reponse["Content-Type"].startswith("text/html"):
            titres[titre(reponse.content.decode())] += 1
    assert len(titres) >= 15
    assert [intitule for intitule, nombre in titres.items() if nombre > 1] == []


def test_une_personne_sans_acces_ouvert_ne_voit_aucun_dossier(client_de: ClientDe, agent: Persona) -> None:
    reponse = client_de(agent).get("/espace/")
    assert reponse.status_code == 403
    assert "no-store" in reponse["Cache-Control"]


# When all goes wrong ---------------------------------------------------------------------------


def _vue(leve: Exception) -> Callable[[HttpRequest], HttpResponse]:
    @login_not_required
    def vue(request: HttpRequest) -> HttpResponse:
        raise leve

    return vue


urlpatterns = [
    *_reelles,
    path("essai/403/", _vue(PermissionDenied())),
    *(path(f"essai/429/{limite.value}/", _vue(TropDeDemandes(90, limite))) for limite in Limite),
    path("essai/500/", _vue(ZeroDivisionError())),
    path("essai/503/", _vue(OperationalError())),
]
handler400, handler403 = "carpimko_portal.erreurs.requete_invalide", "carpimko_portal.erreurs.acces_refuse"
handler404, handler500 = "carpimko_portal.erreurs.introuvable", "carpimko_portal.erreurs.panne"


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("adresse", "statut"),
    [
        ("/essai/403/", 403),
        *((f"/essai/429/{limite.value}/", 429) for limite in Limite),
        ("/essai/500/", 500),
        ("/essai/503/", 503),
        ("/rien/de/tel/", 404),
        ("/faq/?q=1&q=2", 400),
    ],
)
def test_une_page_d_erreur_est_une_page_comme_les_autres(
    db: None, client: ClientStrict, adresse: str, statut: int
) -> None:
    client.raise_request_exception = False
    reponse = client.get(adresse)
    assert reponse.status_code == statut
    assert reponse["Cache-Control"] == "no-store"
    assert reponse["X-Request-ID"] in reponse.content.decode()


def test_une_methode_refusee_a_sa_page(db: None, client: ClientStrict) -> None:
    reponse = client.post("/faq/")
    assert reponse.status_code == 405
    assert reponse["Allow"] == "GET, HEAD"


def test_un_formulaire_expire_a_sa_page(db: None) -> None:
    reponse = ClientStrict(enforce_csrf_checks=True).post("/connexion/", {"numero": "1234567"})
    assert reponse.status_code == 403
    assert "1234567" not in reponse.content.decode()


def test_la_maintenance_ferme_tout_sauf_la_sante(db: None, client: ClientStrict) -> None:
    with override_settings(MAINTENANCE=True, REPRISE_SECONDES=120):
        reponse = client.get("/connexion/")
        assert reponse.status_code == 503
        assert reponse["Retry-After"] == "120"
        assert client.get("/sante/vivant").status_code == 200


@pytest.mark.parametrize(
    ("ancienne", "actuelle"),
    [("/mes-cotisations/appel.aspx", "/cotisations/"), ("/login.php", "/connexion/"), ("/attestations", "/documents/")],
)
def test_un_ancien_lien_mene_quelque_part(db: None, client: ClientStrict, ancienne: str, actuelle: str) -> None:
    reponse = client.get(ancienne)
    assert reponse.status_code == 404
    assert f'href="{actuelle}"' in reponse.content.decode().split("<main", 1)[1]


def _lignes(dossier: int) -> dict[str, int]:
    """Number of rows of this dossier in every table that has some."""
    modeles = [m for m in apps.get_models() if any(champ.name == "dossier" for champ in m._meta.fields)]
    return {m._meta.label: m._default_manager.filter(dossier=dossier).count() for m in modeles}


def _titulaire(document: Document) -> Persona:
    acces = document.dossier.acces.select_related("compte").get()
    return Persona(acces.compte, acces)


def _sans_identifiant(reponse: Any, adresse: str) -> str:
    return _REQUETE.sub("", reponse.content.decode().replace(adresse, ""))


def test_chaque_limite_a_sa_page() -> None:
    pages = {page.stem for page in (Path(reglages_du_portail.BASE_DIR) / "templates/erreurs/429").glob("*.html")}
    assert pages == {limite.value for limite in Limite}


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("limite", Limite)
def test_franceconnect_n_est_propose_que_s_il_fonctionne(
    db: None, client: ClientStrict, settings: Settings, limite: Limite
) -> None:
    nomment = {Limite.CONNEXION, Limite.PROVISOIRE, Limite.COURRIEL, Limite.LETTRE}
    for actif in (False, True):
        settings.FRANCECONNECT_ACTIF = actif
        page = client.get(f"/essai/429/{limite.value}/").content.decode()
        assert ("FranceConnect" in page) is (actif and limite in nomment)
