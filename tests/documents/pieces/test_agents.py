"""The agents' queue: who opens, who decides, what is written of it."""

from typing import Any

import pytest
from pytest_django import Settings

from accounts.administration.roles import COTISATIONS, RELATION
from accounts.envois.composition import composer
from accounts.models import EntreeJournal, Envoi
from documents.pieces import services
from documents.pieces.enums import EtatPiece
from documents.pieces.models import Piece
from tests.administration.conftest import CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.conftest import ClientDe
from tests.documents.pieces.conftest import Deposer
from tests.documents.pieces.fichiers import pdf
from tests.harnais.clamd import FauxClamd
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
FILE = "/admin/documents/piece/"


@pytest.fixture
def guichet(creer_agent: CreerAgent) -> Any:  # noqa: F811 - the fixture imported above
    return creer_agent(RELATION).navigateur()


def test_la_file_dit_ce_qui_attend(guichet: Any, deposer: Deposer, affilie: Persona) -> None:
    piece = deposer(affilie)
    accueil = guichet.get("/admin/")
    (carte,) = [carte for carte in accueil.context["cartes"] if carte.titre == "Pièces à examiner"]
    assert (carte.nombre, carte.ton) == (1, "attention")
    page = guichet.get(carte.adresse).content.decode()
    assert "Aujourd’hui" in page
    assert f"/admin/documents/piece/{piece.public_id}/" in page
    assert "Rien ne correspond" in guichet.get(FILE, {"etat__exact": "acceptee"}).content.decode()
    assert "Rien ne correspond" in guichet.get(FILE, {"genre__exact": "impot"}).content.decode()
    assert f"{piece.public_id}" in guichet.get(FILE, {"q": "1234567"}).content.decode()


def test_ouvrir_est_un_acte(guichet: Any, deposer: Deposer, affilie: Persona) -> None:
    piece = deposer(affilie)
    ici = f"{FILE}{piece.public_id}/"
    assert "inscrit au journal" in guichet.get(ici).content.decode()
    assert not EntreeJournal.objects.filter(acte="piece_remise").exists()
    reponse = guichet.post(f"{ici}fichier/")
    assert reponse.content[:3] == b"\xff\xd8\xff"
    assert "sandbox" in reponse["Content-Security-Policy"]
    assert reponse["Content-Disposition"].startswith("attachment")
    entree = EntreeJournal.objects.get(acte="piece_remise")
    assert entree.par
    assert entree.par.est_agent
    assert entree.dossier == affilie.dossier
    assert guichet.get(f"{ici}fichier/").status_code == 405


def test_accepter(guichet: Any, deposer: Deposer, client_de: ClientDe, affilie: Persona) -> None:
    piece, suivante = deposer(affilie), deposer(affilie, pdf(), "a.pdf")
    reponse = guichet.post(f"{FILE}{piece.public_id}/accepter/")
    assert reponse["Location"] == f"{FILE}{suivante.public_id}/"  # the next one that waits
    piece.refresh_from_db()
    assert piece.etat == EtatPiece.ACCEPTEE
    assert piece.close_par
    assert "est acceptée" in composer(Envoi.objects.get(genre="piece-traitee")).body
    page = client_de(affilie).get(f"/documents/pieces/{piece.public_id}/").content.decode()
    assert "Acceptée" in page
    assert "Retirer" not in page


def test_refuser_dit_pourquoi(guichet: Any, deposer: Deposer, client_de: ClientDe, affilie: Persona) -> None:
    piece = deposer(affilie)
    ici = f"{FILE}{piece.public_id}/refuser/"
    assert "Choisissez un motif" in guichet.post(ici, {"precision": "Le verso."}).content.decode()
    assert "virus" not in guichet.get(ici).content.decode()
    assert guichet.post(ici, {"motif": "virus"}).status_code == 200
    assert guichet.post(ici, {"motif": "incomplete", "precision": "Il manque le <b>verso</b>."})["Location"] == FILE
    page = client_de(affilie).get(f"/documents/pieces/{piece.public_id}/").content.decode()
    assert "Il manque des pages ou une face" in page
    assert "Il manque le &lt;b&gt;verso&lt;/b&gt;." in page
    corps = composer(Envoi.objects.get(genre="piece-traitee")).body
    assert "Il manque le <b>verso</b>." in corps
    entree = EntreeJournal.objects.get(acte="piece_refusee")
    assert entree.details["motif"] == "incomplete"
    assert "verso" not in str(entree.details)


def test_on_ne_decide_qu_une_fois(guichet: Any, deposer: Deposer, affilie: Persona) -> None:
    piece = deposer(affilie)
    guichet.post(f"{FILE}{piece.public_id}/accepter/")
    refus = guichet.post(f"{FILE}{piece.public_id}/refuser/", {"motif": "illisible"}, follow=True)
    assert "déjà été traitée" in refus.content.decode()
    piece.refresh_from_db()
    assert piece.etat == EtatPiece.ACCEPTEE


def test_en_quarantaine_rien_ne_s_ouvre_ni_ne_se_decide(
    guichet: Any, deposer: Deposer, affilie: Persona, antivirus: FauxClamd, settings: Settings
) -> None:
    antivirus.humeur = "coupe"
    piece = deposer(affilie)
    ici = f"{FILE}{piece.public_id}/"
    page = guichet.get(ici).content.decode()
    assert "ne s’est pas encore prononcé" in page
    assert "Ouvrir la pièce" not in page
    assert "attend l’antivirus" in guichet.post(f"{ici}fichier/", follow=True).content.decode()
    assert "déjà été traitée" in guichet.post(f"{ici}accepter/", follow=True).content.decode()
    (carte,) = [c for c in guichet.get("/admin/").context["cartes"] if c.titre == "Pièces à examiner"]
    assert (carte.nombre, "Une attend l’antivirus" in carte.phrase) == (0, True)
    assert Piece.objects.get().etat == EtatPiece.QUARANTAINE


def test_retiree_elle_ne_s_ouvre_plus(guichet: Any, deposer: Deposer, affilie: Persona) -> None:
    piece = deposer(affilie)
    services.retirer_piece(piece=piece, par=affilie.compte)
    ici = f"{FILE}{piece.public_id}/"
    assert "est détruit" in guichet.get(ici).content.decode()
    assert "a été retirée" in guichet.post(f"{ici}fichier/", follow=True).content.decode()


def test_un_autre_role_ne_touche_a_rien(creer_agent: CreerAgent, deposer: Deposer, affilie: Persona) -> None:  # noqa: F811 - the fixture imported above
    piece = deposer(affilie)
    autre = creer_agent(COTISATIONS).navigateur()
    ici = f"{FILE}{piece.public_id}/"
    for suite in ("fichier/", "accepter/", "refuser/"):
        assert autre.post(f"{ici}{suite}", {"motif": "illisible"}).status_code == 403
    assert autre.get(ici).status_code == autre.get(FILE).status_code == 403
    assert not EntreeJournal.objects.filter(acte="piece_remise").exists()
    assert Piece.objects.get().etat == EtatPiece.RECUE
