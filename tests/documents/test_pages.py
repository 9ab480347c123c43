"""The pages of documents, seen by their owner, by a stranger, and without Pango."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Dossier, EntreeJournal
from carpimko_portal.lib.nombres import ecrire_poids
from carpimko_portal.lib.pdf import atelier
from documents import services, views
from documents.models import Document, coffre_des_documents
from documents.registry import Empechement
from tests.documents.conftest import EMETTRE, Emettre
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, ouvrir

LISTE = "/documents/"
ATTESTATIONS = "/documents/attestations/"
ClientDe = Callable[[Persona], ClientStrict]


def remplir(dossier: Dossier, rangs: range) -> None:
    """One document a day, `Document 0` today and added last; its type is no longer issued."""
    maintenant = timezone.now()
    Document.objects.bulk_create(
        Document(
            dossier=dossier,
            type="autre",
            titre=f"Document {rang}",
            gabarit="pdf/autre/v1.html",
            annee=(maintenant - timedelta(days=rang)).year,
            version=rang + 1,
            cle=f"cle-{rang}",
            fichier=f"{rang}.pdf",
            taille=32_000,
            sha256="0" * 64,
            emis_le=maintenant - timedelta(days=rang),
        )
        for rang in reversed(rangs)
    )


def texte(reponse: Any) -> str:
    return str(reponse.content.decode())


def test_de_la_demande_au_telechargement(affilie: Persona, client_de: ClientDe) -> None:
    navigateur = client_de(affilie)
    assert "Vous n’avez pas encore de document" in texte(navigateur.get(LISTE))
    reponse = navigateur.post(EMETTRE)
    document = Document.objects.get()
    assert (reponse.status_code, reponse["Location"]) == (302, f"/documents/{document.public_id}/")
    page = texte(navigateur.get(reponse["Location"]))
    assert "Votre document est prêt" in page
    assert "<h1>Attestation d’affiliation du 22\u00a0novembre 2026</h1>" in page
    assert "Votre document est prêt" not in texte(navigateur.get(reponse["Location"])), "dit une fois"
    assert f"Télécharger le PDF ({ecrire_poids(document.taille)})" in page
    assert document.reference in page
    assert document.sha256 in page
    fichier = navigateur.get(f"/documents/{document.public_id}/fichier/")
    assert hashlib.sha256(fichier.content).hexdigest() == document.sha256
    assert fichier["Content-Type"] == "application/pdf"
    assert fichier["Content-Disposition"] == 'attachment; filename="2026-11-22_attestation-affiliation_1234567_v1.pdf"'
    assert fichier["Cache-Control"] == "private, no-store"
    assert "sandbox" in fichier["Content-Security-Policy"]
    assert int(fichier["Content-Length"]) == document.taille
    assert "Attestation d’affiliation" in texte(navigateur.get(LISTE))


def test_double_clic(affilie: Persona, client_de: ClientDe) -> None:
    navigateur = client_de(affilie)
    assert navigateur.post(EMETTRE)["Location"] == navigateur.post(EMETTRE)["Location"]
    assert Document.objects.count() == 1


def test_l_auteur_est_celui_qui_demande(affilie: Persona, client_de: ClientDe) -> None:
    client_de(affilie).post(EMETTRE)
    assert Document.objects.get().emis_par == affilie.compte
    assert EntreeJournal.objects.get().par == affilie.compte


@pytest.mark.parametrize("suite", ["", "fichier/"])
def test_un_etranger_voit_la_meme_404_que_pour_un_inconnu(
    suite: str, affilie: Persona, etranger: Persona, client_de: ClientDe, emettre: Emettre
) -> None:
    document = emettre(affilie.dossier)
    navigateur = client_de(etranger)
    d_un_autre = navigateur.get(f"/documents/{document.public_id}/{suite}")
    inconnu = navigateur.get(f"/documents/{uuid.uuid4()}/{suite}")
    assert (d_un_autre.status_code, inconnu.status_code) == (404, 404)
    sans_identifiants = [
        texte(r).replace(r["X-Request-ID"], "").replace(r.wsgi_request.path, "") for r in (d_un_autre, inconnu)
    ]
    assert sans_identifiants[0] == sans_identifiants[1]
    assert document.reference not in sans_identifiants[0]


@pytest.mark.django_db
@pytest.mark.parametrize("suite", ["", f"{uuid.UUID(int=1)}/", f"{uuid.UUID(int=1)}/fichier/"])
def test_un_visiteur_est_conduit_a_la_connexion(client: ClientStrict, suite: str) -> None:
    reponse = client.get(f"/documents/{suite}")
    assert reponse.status_code == 302
    assert reponse["Location"].startswith("/connexion/?next=/documents/")


def test_ayant_droit_lit_pourquoi(ayant_droit: Persona, client_de: ClientDe) -> None:
    navigateur = client_de(ayant_droit)
    assert "Demander une attestation" in texte(navigateur.get(LISTE))
    page = texte(navigateur.get(ATTESTATIONS))
    assert "il n’y a pas d’affiliation à attester" in page
    assert EMETTRE not in page, "pas de bouton qui refuserait"
    reponse = navigateur.post(EMETTRE, follow=True)
    assert reponse.redirect_chain == [(ATTESTATIONS, 302)]
    assert texte(reponse).count("il n’y a pas d’affiliation à attester") == 2
    assert Document.objects.count() == 0


def test_type_inconnu(affilie: Persona, client_de: ClientDe) -> None:
    assert client_de(affilie).post("/documents/attestations/attestation-de-rien/").status_code == 404


def test_on_n_emet_que_par_post(affilie: Persona, client_de: ClientDe) -> None:
    assert client_de(affilie).get(EMETTRE).status_code == 405
    assert client_de(affilie).post(LISTE).status_code == 405
    assert Document.objects.count() == 0


def test_pas_d_emission_sans_jeton(affilie: Persona) -> None:
    strict = ClientStrict(enforce_csrf_checks=True)
    ouvrir(strict, affilie)
    assert strict.post(EMETTRE).status_code == 403
    assert Document.objects.count() == 0


def test_autant_de_requetes_pour_un_et_pour_mille(affilie: Persona, client_de: ClientDe) -> None:
    navigateur = client_de(affilie)
    remplir(affilie.dossier, range(1))
    with CaptureQueriesContext(connection) as une:
        navigateur.get(LISTE)
    remplir(affilie.dossier, range(1, 1000))
    with CaptureQueriesContext(connection) as mille:
        reponse = navigateur.get(LISTE)
    assert len(mille) == len(une) <= 6
    assert "Page 1 sur 50" in texte(reponse)
    assert len(reponse.content) < 20_000


def test_les_plus_recents_dabord_et_les_miens(affilie: Persona, etranger: Persona, client_de: ClientDe) -> None:
    remplir(affilie.dossier, range(25))
    remplir(etranger.dossier, range(99, 100))
    navigateur = client_de(affilie)
    premiere, deuxieme = texte(navigateur.get(LISTE)), texte(navigateur.get(f"{LISTE}?page=2"))
    assert premiere.index("Document 0<") < premiere.index("Document 19<")
    assert "Document 20<" not in premiere
    assert "Document 24<" in deuxieme
    assert "Document 99" not in premiere + deuxieme
    assert texte(navigateur.get(f"{LISTE}?page=zéro")).count("Document ") == premiere.count("Document ")


def test_type_qui_n_est_plus_emis(affilie: Persona, client_de: ClientDe) -> None:
    remplir(affilie.dossier, range(1))
    page = texte(client_de(affilie).get(f"/documents/{Document.objects.get().public_id}/"))
    assert "<h1>Document 0 du 22\u00a0novembre 2026</h1>" in page


@pytest.fixture
def sans_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "pdf_disponible", lambda: False)
    monkeypatch.setattr(atelier, "pdf_disponible", lambda: False)


@pytest.mark.usefixtures("sans_pango")
def test_sans_pango_la_demonstration_dit_la_commande(affilie: Persona, client_de: ClientDe) -> None:
    navigateur = client_de(affilie)
    page = texte(navigateur.get(ATTESTATIONS))
    assert "<code>bin/setup</code>" in page
    assert EMETTRE not in page
    assert "bin/setup" in texte(navigateur.post(EMETTRE, follow=True))
    assert Document.objects.count() == 0


@pytest.mark.usefixtures("sans_pango", "production")
def test_sans_pango_la_production_ne_dit_rien_de_la_machine(affilie: Persona, client_de: ClientDe) -> None:
    navigateur = client_de(affilie)
    page = texte(navigateur.get(ATTESTATIONS)) + texte(navigateur.post(EMETTRE, follow=True))
    assert "momentanément indisponibles" in page
    assert "bin/setup" not in page
    assert "bibliothèque" not in page


@pytest.mark.parametrize("perdre", [lambda f: f.write_bytes(b"%PDF-1.7 autre chose"), lambda f: f.unlink()])
def test_un_fichier_perdu_n_est_pas_remis_et_se_remplace(
    affilie: Persona,
    client_de: ClientDe,
    emettre: Emettre,
    caplog: pytest.LogCaptureFixture,
    perdre: Callable[[Path], None],
) -> None:
    document = emettre(affilie.dossier)
    perdre(Path(coffre_des_documents().path(document.fichier.name or "")))
    navigateur = client_de(affilie)
    reponse = navigateur.get(f"/documents/{document.public_id}/fichier/")
    assert reponse.status_code == 410
    page = texte(reponse)
    assert "autre chose" not in page
    assert "Ce document ne peut plus être remis" in page
    assert "Demandez-en un nouveau." in page
    assert document.reference in page
    assert [r.levelname for r in caplog.records if r.name == "documents.views"] == ["ERROR"]
    nouveau = navigateur.post(EMETTRE)["Location"]
    assert str(document.public_id) not in nouveau
    assert navigateur.get(f"{nouveau}fichier/").status_code == 200
    assert navigateur.post(EMETTRE)["Location"] == nouveau


def test_la_vue_dit_qui_demande(affilie: Persona, client_de: ClientDe, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuser(**demande: Any) -> None:
        raise services.DocumentRefuse(Empechement(f"refus pour {demande['par'].public_id}"))

    monkeypatch.setattr(services, "emettre_document", refuser)
    assert f"refus pour {affilie.compte.public_id}" in texte(client_de(affilie).post(EMETTRE, follow=True))
