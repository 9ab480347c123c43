"""A member comes in by FranceConnect, gives up, proves a dossier, changes dossier, leaves: all in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.enums import MethodeLien
from accounts.franceconnect.services import associer_franceconnect
from demonstration.franceconnect.identites import IdentiteFictive, identite
from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import MOT_DE_PASSE, Persona, creer_titulaire

FENETRES = [Fenetre(1280), Fenetre(360, sombre=True), Fenetre(360, javascript=False)]
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def fictive(cle: str) -> IdentiteFictive:
    trouvee = identite(cle)
    assert trouvee
    return trouvee


def titulaire(numero: str, cle: str, empreinte: str, **autres: str) -> Persona:
    """The dossier of an identity of the peer, as the fund knows it."""
    claims = fictive(cle).claims
    champs = {
        "prenoms": claims["given_name"],
        "nom_naissance": claims["family_name"],
        "sexe": claims["gender"],
        "date_naissance": claims["birthdate"],
        "commune_naissance_cog": claims["birthplace"],
        "pays_naissance_cog": claims["birthcountry"],
    }
    return creer_titulaire(numero, empreinte, **{**champs, **autres})


@pytest.fixture(params=FENETRES, ids=str)
def moi(
    request: pytest.FixtureRequest,
    live_server: LiveServer,
    navigateur: Browser,
    settings: Settings,
    empreinte: str,
) -> Iterator[Visite]:
    settings.FRANCECONNECT_EMETTEUR = f"{live_server.url}/demonstration/franceconnect/api/v2"
    titulaire("1234567", "alice", empreinte)
    titulaire("0067890", "irene", empreinte, prenoms="Irène")
    for numero in ("2345678", "234567890"):
        dossier = titulaire(numero, "chantal", empreinte).dossier
        associer_franceconnect(dossier=dossier, sub=fictive("chantal").sub, methode=MethodeLien.DEMONSTRATION, par=None)
    with visite(navigateur, live_server.url, request.param) as moi:
        yield moi


def partir(moi: Visite) -> None:
    moi.page.goto("/connexion/")
    moi.arriver("Je me connecte")
    bouton = moi.page.get_by_role("link", name="S’identifier avec FranceConnect")
    expect(bouton).to_have_count(1)
    bouton.click()
    moi.arriver("FranceConnect de démonstration")


def passer(moi: Visite, cle: str) -> None:
    partir(moi)
    moi.page.get_by_role("link", name=fictive(cle).nom, exact=True).click()


def quitter(moi: Visite, bouton: str) -> None:
    moi.page.get_by_role("button", name=bouton, exact=True).click()
    expect(moi.page.get_by_role("status")).to_contain_text("déconnecté du portail et de FranceConnect")
    moi.sans_plainte()


def test_entrer_et_sortir(moi: Visite) -> None:
    passer(moi, "alice")
    moi.arriver("Bonjour Alice")
    moi.page.goto("/compte/")
    moi.arriver("Mon compte")
    moi.page.get_by_role("link", name="Ne plus utiliser FranceConnect").click()
    moi.arriver("Ne plus utiliser FranceConnect")
    quitter(moi, "Se déconnecter")
    partir(moi)
    expect(moi.page.get_by_text("Vous êtes encore")).to_have_count(0)


def test_renoncer(moi: Visite) -> None:
    partir(moi)
    moi.page.get_by_role("link", name="Annuler et revenir au portail").click()
    expect(moi.page.get_by_role("status")).to_contain_text("rien n’a été fait")
    moi.arriver("Je me connecte")


def test_prouver_son_dossier(moi: Visite) -> None:
    passer(moi, "irene")
    moi.arriver("Quel est votre dossier")
    moi.page.get_by_label("Numéro de dossier").fill("0067890")
    moi.page.get_by_label("Mot de passe", exact=True).fill("Faux-2026")
    moi.page.get_by_role("button", name="Associer ce dossier").click()
    expect(moi.page.get_by_role("alert").first).to_contain_text("Nous n’avons pas pu associer")
    moi.arriver("Quel est votre dossier")
    moi.page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    moi.page.get_by_role("button", name="Associer ce dossier").click()
    moi.arriver("Bonjour Irène")
    quitter(moi, "Se déconnecter")
    passer(moi, "irene")
    moi.arriver("Bonjour Irène")


def test_sans_dossier_on_quitte_franceconnect(moi: Visite) -> None:
    passer(moi, "zoe")
    moi.arriver("Quel est votre dossier")
    moi.page.get_by_role("link", name="Voir ce que vous pouvez faire").click()
    moi.arriver("Dossier introuvable")
    quitter(moi, "Se déconnecter de FranceConnect")


def test_changer_de_dossier(moi: Visite) -> None:
    passer(moi, "chantal")
    moi.arriver("Quel dossier voulez-vous consulter")
    moi.page.get_by_role("button", name="Consulter").click()
    expect(moi.page.get_by_role("status")).to_contain_text("Vous consultez maintenant le dossier")
    moi.arriver("Bonjour Chantal")
    moi.page.get_by_role("link", name="Changer de dossier").click()
    moi.arriver("Quel dossier voulez-vous consulter")


def test_revenir_en_arriere_ne_deconnecte_personne(moi: Visite) -> None:
    retours: list[str] = []
    moi.page.on("request", lambda r: retours.append(r.url) if "/franceconnect/retour/" in r.url else None)
    passer(moi, "alice")
    moi.arriver("Bonjour Alice")
    moi.page.goto(retours[0])
    expect(moi.page.get_by_role("heading", level=1)).to_contain_text("Ce retour de FranceConnect a déjà servi")
    moi.plaintes.clear()  # the browser complains of a 400
    moi.page.get_by_role("link", name="Aller à mon espace").click()
    moi.arriver("Bonjour Alice")
