"""Batches and returns at the back office, page after page, by two agents."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.administration.roles import COTISATIONS
from cotisations.models import Ecriture, LotDePrelevements, Prelevement, RetourDePrelevement
from cotisations.prelevements.production import produire_les_fichiers
from tests.administration.conftest import Agent, CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.cotisations.prelevements.fabrique import IBAN, affilies_a_prelever
from tests.cotisations.prelevements.test_retours import pain002
from tests.harnais.personas import Persona

JOUR = date(2026, 12, 7)
LOTS = "/admin/cotisations/lotdeprelevements/"
RETOURS = "/admin/cotisations/retourdeprelevement/"


@pytest.fixture
def agents(creer_agent: CreerAgent) -> tuple[Agent, Agent]:  # noqa: F811 - the fixture imported above
    return creer_agent(COTISATIONS, nom="alice"), creer_agent(COTISATIONS, nom="basile")


def fiche() -> str:
    return f"{LOTS}{LotDePrelevements.objects.get().public_id}/"


def test_un_lot_du_gel_a_l_encaissement(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    affilies_a_prelever(2, JOUR, affilie.compte)
    alice, basile = (agent.navigateur() for agent in agents)
    assert "7\u00a0décembre 2026" in alice.get(LOTS).content.decode()
    alice.get(f"{LOTS}preparer/")
    ici = alice.post(f"{LOTS}preparer/", {"jour": "2026-12-07"})["Location"]
    assert ici == fiche()
    assert "une autre personne le valide" in alice.get(ici).content.decode()
    alice.post(f"{ici}valider/")
    assert LotDePrelevements.objects.get().etat == "gele"
    basile.get(f"{ici}valider/")
    basile.post(f"{ici}valider/")
    produire_les_fichiers()
    page = basile.get(ici).content.decode()
    assert IBAN not in page
    basile.get(f"{ici}fichier/")
    fichiers = [navigateur.post(f"{ici}fichier/") for navigateur in (alice, basile)]
    assert fichiers[0].content == fichiers[1].content
    assert fichiers[0]["Content-Disposition"] == 'attachment; filename="LOT-2026-000001.xml"'
    basile.get(f"{ici}transmettre/")
    basile.post(f"{ici}transmettre/", {"transmis_le": "2026-11-22"})
    assert LotDePrelevements.objects.get().etat == "transmis"
    assert "1\u202f000,00\u202f€" in basile.get(f"{ici}encaisser/").content.decode()
    refuse = basile.post(f"{ici}encaisser/", {"le": "2026-11-22", "centimes": "999,00"}).content.decode()
    assert "rien n’est inscrit aux comptes" in refuse
    basile.post(f"{ici}encaisser/", {"le": "2026-11-22", "centimes": "1000,00"})
    assert Ecriture.objects.filter(nature="prelevement").count() == 2
    for adresse in (LOTS, ici, "/admin/cotisations/prelevement/", "/admin/cotisations/mandatsepa/"):
        assert basile.get(adresse).status_code == 200


@pytest.mark.parametrize(
    ("jour", "dit"), [("2026-12-25", "TARGET"), ("2026-11-23", "Trop tard"), ("x", "Indiquez un jour")]
)
def test_un_jour_impossible_est_dit(agents: tuple[Agent, Agent], jour: str, dit: str) -> None:
    assert dit in agents[0].navigateur().post(f"{LOTS}preparer/", {"jour": jour}).content.decode()
    assert not LotDePrelevements.objects.exists()


def test_annuler_rend_les_lignes(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    affilies_a_prelever(1, JOUR, affilie.compte)
    alice = agents[0].navigateur()
    alice.post(f"{LOTS}preparer/", {"jour": "2026-12-07"})
    alice.get(f"{fiche()}annuler/")
    alice.post(f"{fiche()}annuler/", {"motif": "Erreur de jour"})
    assert Prelevement.objects.get().etat == "prenotifie"
    assert "Erreur de jour" in alice.get(fiche()).content.decode()


def test_importer_des_retours(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    alice = agents[0].navigateur()
    alice.get(f"{RETOURS}importer/")
    octets = pain002(("INCONNUE", "AM04"))
    alice.post(f"{RETOURS}importer/", {"fichier": SimpleUploadedFile("r.xml", octets)})
    retour = RetourDePrelevement.objects.get()
    assert "référence inconnue" in alice.get(RETOURS).content.decode()
    assert "provision" in alice.get(f"{RETOURS}{retour.public_id}/").content.decode()
    encore = alice.post(f"{RETOURS}importer/", {"fichier": SimpleUploadedFile("r.xml", octets)}).content.decode()
    assert "déjà importé" in encore
    faux = alice.post(f"{RETOURS}importer/", {"fichier": SimpleUploadedFile("r.xml", b"<!DOCTYPE a>")}).content.decode()
    assert "Rien n’a été importé" in faux


def test_un_code_de_plus_de_dix_minutes_n_importe_pas_de_retours(
    affilie: Persona, agents: tuple[Agent, Agent], horloge: time_machine.Traveller
) -> None:
    alice = agents[0].navigateur()
    horloge.shift(timedelta(minutes=10))
    fichier = SimpleUploadedFile("r.xml", pain002(("INCONNUE", "AM04")))
    for reponse in (alice.get(f"{RETOURS}importer/"), alice.post(f"{RETOURS}importer/", {"fichier": fichier})):
        assert reponse["Location"] == f"/admin/code/?next={RETOURS}importer/"
    assert not RetourDePrelevement.objects.exists()
