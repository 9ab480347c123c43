"""Direct debits, in a real browser: a mandate signed on a telephone, a batch by two agents at their desk."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from cotisations.models import LotDePrelevements, MandatSepa, Prelevement, RetourDePrelevement
from cotisations.prelevements import reveil
from cotisations.prelevements.calendrier import jour_de_reglement
from cotisations.prelevements.importation import importer_retours
from cotisations.prelevements.mandats import revoquer_mandat
from cotisations.prelevements.production import produire_les_fichiers
from tests.administration.conftest import CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.conftest import ClientDe
from tests.cotisations.paiements.fabrique import appeler
from tests.cotisations.prelevements.fabrique import IBAN, affilies_a_prelever, lot_transmis, recevoir_le_code
from tests.cotisations.prelevements.test_retours import pain002
from tests.e2e.visite import Fenetre, Visite, visite
from tests.harnais.personas import Persona

pytestmark = [pytest.mark.e2e, pytest.mark.une_fois]
PAGE = "/cotisations/prelevement/"
LOTS = "/admin/cotisations/lotdeprelevements/"


def entrer(moi: Visite, adresse: str, cle: str) -> None:
    moi.page.context.add_cookies([{"name": "session", "value": cle, "url": adresse}])


@pytest.mark.usefixtures("transactional_db")
def test_signer_un_mandat_sur_un_telephone(
    live_server: LiveServer, navigateur: Browser, client_de: ClientDe, affilie: Persona
) -> None:
    appeler(affilie.dossier, timezone.localdate() + timedelta(days=40))
    with visite(navigateur, live_server.url, Fenetre(360, sombre=True)) as moi:
        entrer(moi, live_server.url, client_de(affilie).cookies["session"].value)
        moi.page.goto(PAGE)
        moi.arriver("Prélèvement automatique")
        moi.page.get_by_role("link", name="Signer un mandat").click()
        moi.arriver("Le compte à prélever")
        moi.page.get_by_label("IBAN").fill("FR06 3000 6000 0112 3456 7890 188")
        moi.page.get_by_role("button", name="Continuer").click()
        moi.arriver("Le compte à prélever")
        moi.page.get_by_label("IBAN").fill(IBAN)
        moi.page.get_by_role("button", name="Continuer").click()
        moi.arriver("Relisez votre mandat")
        moi.page.get_by_role("button", name="Recevoir le code").click()
        moi.arriver("Signez avec le code")
        moi.page.get_by_label("Code reçu").fill(recevoir_le_code())
        moi.page.get_by_role("button", name="Signer le mandat").click()
        moi.arriver("Prélèvement automatique")
        expect(moi.page.get_by_text("Actif", exact=True)).to_be_visible()
    assert MandatSepa.objects.get().etat == "actif"


@pytest.mark.usefixtures("transactional_db")
def test_un_lot_par_deux_agents(
    live_server: LiveServer,
    navigateur: Browser,
    affilie: Persona,
    creer_agent: CreerAgent,  # noqa: F811
) -> None:
    jour = jour_de_reglement(timezone.localdate() + timedelta(days=15))
    affilies_a_prelever(2, jour, affilie.compte)
    alice, basile = (creer_agent("Cotisations", nom=nom) for nom in ("alice", "basile"))
    fenetre = Fenetre(1280, sombre=False)
    with (
        patch.object(reveil, "_publier", lambda: None),
        visite(navigateur, live_server.url, fenetre) as une,
        visite(navigateur, live_server.url, fenetre) as autre,
    ):
        for moi, agent in ((une, alice), (autre, basile)):
            entrer(moi, live_server.url, agent.navigateur().cookies["session"].value)
        une.page.goto(LOTS)
        une.arriver("Lots de prélèvements")
        une.page.get_by_role("link", name="Préparer un lot").click()
        une.arriver("Préparer un lot de prélèvements")
        une.page.get_by_label("Jour du prélèvement").fill(jour.isoformat())
        une.page.get_by_role("button", name="Préparer le lot").click()
        une.arriver("LOT-2026-000001")
        ici = f"{LOTS}{LotDePrelevements.objects.get().public_id}/"
        autre.page.goto(ici)
        autre.arriver("LOT-2026-000001")
        autre.page.get_by_role("link", name="Valider le lot").click()
        autre.arriver("Valider le lot")
        autre.page.get_by_role("button", name="Valider le lot").click()
        autre.arriver("LOT-2026-000001")
        assert produire_les_fichiers() == 1
        autre.page.goto(f"{ici}fichier/")
        autre.arriver("Fichier du LOT-2026-000001")
        with autre.page.expect_download():
            autre.page.get_by_role("button", name="Télécharger le fichier").click()
        autre.page.goto(f"{ici}transmettre/")
        autre.arriver("Dire que le lot est transmis")
        autre.page.get_by_role("button", name="Le lot est transmis").click()
        autre.arriver("LOT-2026-000001")
    assert LotDePrelevements.objects.get().etat == "transmis"


@pytest.mark.usefixtures("transactional_db")
def test_un_retour_et_un_rappel_au_guichet(
    live_server: LiveServer,
    navigateur: Browser,
    affilie: Persona,
    creer_agent: CreerAgent,  # noqa: F811
) -> None:
    jour = jour_de_reglement(timezone.localdate() + timedelta(days=15))
    une, autre = affilies_a_prelever(2, jour, affilie.compte)
    alice, basile = (creer_agent("Cotisations", nom=nom) for nom in ("alice", "basile"))
    lot_transmis(jour, alice.compte, basile.compte)
    importer_retours(octets=pain002((une.end_to_end, "MS03")), nom="r.xml", par=alice.compte)
    revoquer_mandat(mandat=autre.mandat, par=affilie.compte)
    with visite(navigateur, live_server.url, Fenetre(360, sombre=True)) as moi:
        entrer(moi, live_server.url, basile.navigateur().cookies["session"].value)
        moi.page.goto("/admin/")
        moi.arriver("Ce qui vous attend")
        moi.page.goto("/admin/cotisations/retourdeprelevement/?file=a-examiner")
        moi.arriver("Retours de prélèvements")
        moi.page.goto(f"/admin/cotisations/retourdeprelevement/{RetourDePrelevement.objects.get().public_id}/")
        moi.arriver("Retour MS03")
        moi.page.get_by_role("link", name="Présenter de nouveau").click()
        moi.arriver("Présenter de nouveau")
        moi.page.get_by_role("link", name="Revenir sans rien faire").click()
        moi.page.get_by_role("link", name="Classer").click()
        moi.arriver("Classer ce retour")
        moi.page.get_by_label("Motif").fill("Payé au guichet.")
        moi.page.get_by_role("button", name="Classer ce retour").click()
        moi.arriver("Retour MS03")
        expect(moi.page.get_by_text("Payé au guichet.")).to_be_visible()
        moi.page.goto(f"/admin/cotisations/prelevement/{autre.public_id}/")
        moi.page.get_by_role("link", name="Noter le rappel à la banque").click()
        moi.arriver("Noter le rappel à la banque")
        moi.page.get_by_role("button", name="Noter le rappel à la banque").click()
        expect(moi.page.get_by_text("Rappel demandé à la banque")).to_be_visible()
    assert Prelevement.objects.get(pk=autre.pk).etat == "rappele"
