"""The demonstration's bank: what it tells the portal, the real adapter hears."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings as reglages
from django.core import checks
from django.urls import resolve
from pytest_django import Settings

from cotisations.models import Ecriture, Paiement
from cotisations.paiements import services
from cotisations.paiements.checks import banque_absente, reglages_paiement
from cotisations.paiements.etats import EtatPaiement
from cotisations.paiements.lyra import construire, signer
from cotisations.paiements.passerelle import Urls
from demonstration.banque.operations import toutes
from tests.cotisations.paiements.fabrique import appeler
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
BASE = "/demonstration/banque/"
DEMANDE = re.compile(r'name="demande" value="([^"]+)"')


class Reponse:
    def __init__(self, statut: int) -> None:
        self.status_code = statut


@pytest.fixture(autouse=True)
def portail(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> ClientStrict:
    """What the bank posts reaches the portal's own view."""
    client = ClientStrict()

    def poster(adresse: str, *, data: dict[str, str], **_: Any) -> Reponse:
        chemin = urlsplit(adresse).path
        assert resolve(chemin).view_name == "cotisations:notification_paiement"
        return Reponse(client.post(chemin, urlencode(data), "application/x-www-form-urlencoded").status_code)

    monkeypatch.setattr("demonstration.banque.notifications.requests.post", poster)
    settings.REPERTOIRE_DONNEES = tmp_path
    return client


@pytest.fixture
def essai(affilie: Persona) -> Paiement:
    appeler(affilie.dossier, date(2026, 12, 5))
    return services.commencer_paiement(dossier=affilie.dossier, centimes=50_000, par=affilie.compte)


def formulaire(essai: Paiement) -> dict[str, str]:
    adresse = f"http://testserver/cotisations/payer/{essai.public_id}/retour/"
    return dict(construire().ouvrir(essai, Urls(adresse, adresse)).champs)


def choisir(client: ClientStrict, essai: Paiement, issue: str, **champs: str) -> Any:
    page = client.post(BASE, formulaire(essai)).content.decode()
    trouve = DEMANDE.search(page)
    assert trouve, page
    return client.post(f"{BASE}choisir/", {"demande": trouve[1], "issue": issue} | champs)


def etat() -> str:
    return Paiement.objects.get().etat


@pytest.mark.parametrize(
    ("issue", "attendu", "credit"),
    [
        ("accepter", EtatPaiement.PAYE, 50_000),
        ("refuser", EtatPaiement.CREE, 0),
        ("abandonner", EtatPaiement.ABANDONNE, 0),
        ("plus-tard", EtatPaiement.EN_ATTENTE, 0),
        ("deux-fois", EtatPaiement.PAYE, 50_000),
        ("autre-montant", EtatPaiement.A_EXAMINER, 0),
        ("rembourser", EtatPaiement.REMBOURSE, 0),
    ],
)
def test_chaque_bouton(client: ClientStrict, essai: Paiement, issue: str, attendu: str, credit: int) -> None:
    reponse = choisir(client, essai, issue)
    assert reponse["Location"].startswith(f"http://testserver/cotisations/payer/{essai.public_id}/retour/?vads_")
    assert etat() == attendu
    assert Ecriture.objects.du_dossier(essai.dossier).solde_centimes() == credit - 50_000


def test_le_code_3d_secure_est_demande(client: ClientStrict, essai: Paiement) -> None:
    page = choisir(client, essai, "trois-d-secure").content.decode()
    (code,) = re.findall(r"téléphone de cette banque\u00a0: ([0-9]{6})", page)
    assert "Ce n’est pas le code reçu" in choisir(client, essai, "trois-d-secure", code="x").content.decode()
    assert etat() == EtatPaiement.CREE
    assert choisir(client, essai, "trois-d-secure", code=code).status_code == 302
    assert etat() == EtatPaiement.PAYE


@pytest.mark.parametrize(("geste", "attendu"), [("confirmer", EtatPaiement.PAYE), ("refuser", EtatPaiement.REFUSE)])
def test_ce_qui_attend_se_confirme_plus_tard(client: ClientStrict, essai: Paiement, geste: str, attendu: str) -> None:
    choisir(client, essai, "plus-tard")
    (operation,) = toutes()
    assert operation.numero in client.get(f"{BASE}operations/").content.decode()
    client.post(f"{BASE}operations/{operation.identifiant}/", {"geste": geste})
    assert etat() == attendu


def test_rembourser_puis_annuler_depuis_l_espace_de_la_banque(client: ClientStrict, essai: Paiement) -> None:
    choisir(client, essai, "accepter")
    (operation,) = toutes()
    for _ in range(2):
        client.post(f"{BASE}operations/{operation.identifiant}/", {"geste": "rembourser"})
    assert etat() == EtatPaiement.REMBOURSE
    assert client.post(f"{BASE}operations/{operation.identifiant}/", {"geste": "voler"}).status_code == 404
    assert client.post(f"{BASE}operations/inconnue/", {"geste": "rembourser"}).status_code == 404


@pytest.mark.parametrize(
    ("issue", "dit", "gestes"),
    [
        ("accepter", "Encaissé", ["rembourser", "annuler"]),
        ("rembourser", "Remboursé", []),
        ("refuser", "Refusé", []),
        ("abandonner", "Abandonné par le client", []),
        ("plus-tard", "En attente d’autorisation", ["confirmer", "refuser"]),
    ],
)
def test_l_espace_de_la_banque_parle_francais(
    client: ClientStrict, essai: Paiement, issue: str, dit: str, gestes: list[str]
) -> None:
    """And offers no empty form."""
    choisir(client, essai, issue)
    page = client.get(f"{BASE}operations/").content.decode()
    assert f"<dd>{dit}</dd>" in page
    assert re.findall(r'name="geste" value="([a-z]+)"', page) == gestes
    assert page.count(f'action="{BASE}operations/') == bool(gestes)
    assert ("Plus rien n’est à faire" in page) != bool(gestes)


def test_un_mauvais_code_se_dit_au_dessus_du_champ(client: ClientStrict, essai: Paiement) -> None:
    page = choisir(client, essai, "trois-d-secure", code="x").content.decode()
    assert page.index('id="code-aide"') < page.index('id="code-erreur"') < page.index('<input id="code"')
    assert 'aria-invalid="true"' in page
    assert "<title>Erreur" in page


@pytest.mark.parametrize(
    "faux",
    [{"vads_amount": "1"}, {"signature": ""}, {"vads_site_id": "1"}, {"vads_ctx_mode": "PRODUCTION"}],
)
def test_un_formulaire_altere_est_refuse(client: ClientStrict, essai: Paiement, faux: dict[str, str]) -> None:
    assert client.post(BASE, formulaire(essai) | faux).status_code == 400
    resigne = formulaire(essai) | faux
    resigne["signature"] = signer(resigne, "une autre clé")
    assert client.post(BASE, resigne).status_code == 400


def test_une_page_trop_vieille_ou_inventee_est_refusee(client: ClientStrict) -> None:
    assert client.post(f"{BASE}choisir/", {"demande": "x", "issue": "accepter"}).status_code == 400


# Never in production ----------------------------------------------------------------------------


def test_en_production_la_banque_ne_repond_pas(client: ClientStrict, settings: Settings) -> None:
    settings.PRODUCTION = True
    for adresse in ("", "choisir/", "operations/x/"):
        assert client.post(f"{BASE}{adresse}").status_code == 404
    assert client.get(f"{BASE}operations/").status_code == 404


def codes(messages: list[checks.CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


def test_en_production_rien_ne_demarre_avec_elle(settings: Settings) -> None:
    assert codes([*reglages_paiement(None), *banque_absente(None)]) == []
    settings.PRODUCTION = True
    assert codes(banque_absente(None)) == ["paiements.E004"]
    for adresse in ("/demonstration/banque/", "http://banque.example/", "https://127.0.0.1/", "https://localhost/"):
        settings.LYRA_ADRESSE = adresse
        assert codes(reglages_paiement(None)) == ["paiements.E002"], adresse
    settings.LYRA_ADRESSE = "https://paiement.banque.example/vads-payment/"
    assert codes(reglages_paiement(None)) == []


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"PAIEMENT_PASSERELLE": "aucune", "LYRA_CLE": ""}, []),
        ({"LYRA_CLE": ""}, ["paiements.E001"]),
        ({"PAIEMENT_PASSERELLE": "stripe"}, ["paiements.E001"]),
        ({"CARTE_MINIMUM_CENTIMES": 10**9}, ["paiements.E005"]),
    ],
)
def test_une_banque_a_moitie_reglee_ne_demarre_pas(
    settings: Settings, champs: dict[str, Any], attendu: list[str]
) -> None:
    for nom, valeur in champs.items():
        setattr(settings, nom, valeur)
    assert codes(reglages_paiement(None)) == attendu


@pytest.mark.parametrize(
    ("production", "cle", "attendu"),
    [
        (True, "sk_test_x", ["paiements.E003"]),
        (True, "rk_live_x", []),
        (False, "sk_live_x", ["paiements.E003"]),
        (False, "sk_test_x", []),
    ],
)
def test_une_cle_de_stripe_a_le_mode_du_portail(
    settings: Settings, production: bool, cle: str, attendu: list[str]
) -> None:
    settings.PAIEMENT_PASSERELLE, settings.STRIPE_CLE, settings.STRIPE_CLE_NOTIFICATION = "stripe", cle, "whsec_x"
    settings.PRODUCTION = production
    assert codes(reglages_paiement(None)) == attendu


def test_la_cle_de_cette_banque_est_propre_a_l_installation() -> None:
    assert len(reglages.LYRA_CLE) >= 40
