"""Many documents at once, and finding one among many."""

import csv
import hashlib
import io
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import InMemoryStorage, storages
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Dossier
from documents import services
from documents.attestations import ATTESTATION_AFFILIATION
from documents.models import Document, coffre_des_documents
from documents.selectors import fiche_du_document, lire_fichier
from tests.conftest import ClientDe
from tests.documents.conftest import Emettre
from tests.harnais.personas import Persona

ARCHIVE, LISTE = "/documents/archive/", "/documents/"


def deposer(dossier: Dossier, titre: str, type_document: str, annee: int, *, il_y_a: int = 0) -> Document:
    """A document whose file says its title."""
    octets = f"%PDF-1.7 {titre}".encode()
    nom = coffre_des_documents().save(f"{uuid.uuid4()}.pdf", io.BytesIO(octets))
    return Document.objects.create(
        dossier=dossier, type=type_document, titre=titre, annee=annee, gabarit="pdf/essai/v1.html",
        cle=uuid.uuid4().hex, fichier=nom, taille=len(octets), sha256=hashlib.sha256(octets).hexdigest(),
        version=Document.objects.filter(type=type_document, annee=annee, dossier=dossier).count() + 1,
        emis_le=timezone.now() - timedelta(days=il_y_a),
    )  # fmt: skip


@pytest.fixture
def trois(affilie: Persona) -> list[Document]:
    return [
        deposer(affilie.dossier, "Attestation fiscale 2024", "attestation-fiscale", 2024, il_y_a=3),
        deposer(affilie.dossier, "Attestation fiscale 2025", "attestation-fiscale", 2025, il_y_a=2),
        deposer(affilie.dossier, "Échéancier", "echeancier", 2026, il_y_a=1),
    ]


def lire(reponse: Any) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    """The files of the ZIP, and the lines of its index."""
    assert reponse.status_code == 200
    assert reponse.streaming
    with zipfile.ZipFile(io.BytesIO(reponse.getvalue())) as archive:
        assert archive.testzip() is None
        fichiers = {nom: archive.read(nom) for nom in archive.namelist()}
    index = fichiers.pop("index.csv").decode("utf-8-sig")
    return fichiers, list(csv.DictReader(io.StringIO(index), delimiter=";"))


def test_tout_avec_son_index(client_de: ClientDe, affilie: Persona, trois: list[Document]) -> None:
    reponse = client_de(affilie).get(ARCHIVE)
    assert reponse["Content-Disposition"] == 'attachment; filename="2026-11-22_documents-tous_1234567.zip"'
    assert "no-store" in reponse["Cache-Control"]
    fichiers, index = lire(reponse)
    assert list(fichiers) == [
        "2026-11-21_echeancier_1234567_v1.pdf",
        "2026-11-20_attestation-fiscale-2025_1234567_v1.pdf",
        "2026-11-19_attestation-fiscale-2024_1234567_v1.pdf",
    ]
    assert [ligne["Fichier"] for ligne in index] == list(fichiers)
    for ligne in index:
        assert hashlib.sha256(fichiers[ligne["Fichier"]]).hexdigest() == ligne["SHA-256"]
        assert ligne["État"] == "Valide"


def test_une_annee(client_de: ClientDe, affilie: Persona, trois: list[Document]) -> None:
    reponse = client_de(affilie).get(ARCHIVE, {"annee": "2025"})
    assert "documents-2025_" in reponse["Content-Disposition"]
    assert len(lire(reponse)[0]) == 1


def test_une_selection(client_de: ClientDe, affilie: Persona, trois: list[Document]) -> None:
    choisis = [str(trois[0].public_id), str(trois[2].public_id)]
    assert len(lire(client_de(affilie).get(ARCHIVE, {"document": choisis}))[0]) == 2
    assert client_de(affilie).get(ARCHIVE, {"document": "n’importe quoi"}).status_code == 404


def test_la_selection_d_un_autre_est_vide(client_de: ClientDe, etranger: Persona, trois: list[Document]) -> None:
    reponse = client_de(etranger).get(ARCHIVE, {"document": [str(un.public_id) for un in trois]}, follow=True)
    assert reponse.redirect_chain == [(LISTE, 302)]
    assert "aucun document à rassembler" in reponse.content.decode()


def test_un_fichier_perdu_est_dit_et_n_arrete_rien(
    client_de: ClientDe, affilie: Persona, trois: list[Document], caplog: pytest.LogCaptureFixture
) -> None:
    Path(coffre_des_documents().path(trois[1].fichier.name or "")).write_bytes(b"autre chose")
    fichiers, index = lire(client_de(affilie).get(ARCHIVE))
    assert len(fichiers) == 2
    assert [bool(ligne["Remarque"]) for ligne in index] == [False, True, False]
    assert [r.levelname for r in caplog.records if r.name == "documents.archive"] == ["ERROR"]


def test_autant_de_requetes_pour_un_et_pour_cent(
    client_de: ClientDe, affilie: Persona, trois: list[Document], django_assert_num_queries: Any
) -> None:
    membre = client_de(affilie)
    for rang in range(100):
        deposer(affilie.dossier, f"Document {rang}", "autre", 2023)
    with django_assert_num_queries(3):
        assert len(lire(membre.get(ARCHIVE))[0]) == 103


@pytest.mark.parametrize(
    ("filtre", "titres"),
    [
        ({"annee": "2025"}, {"Attestation fiscale 2025"}),
        ({"type": "attestation-fiscale"}, {"Attestation fiscale 2024", "Attestation fiscale 2025"}),
        ({"q": "ECHEANCIER"}, {"Échéancier"}),
        ({"q": "fiscale 2024"}, {"Attestation fiscale 2024"}),
        ({"q": "introuvable"}, set()),
        ({"annee": "1999", "type": "inconnu"}, {"Attestation fiscale 2024", "Attestation fiscale 2025", "Échéancier"}),
        ({"nouveaux": "on"}, {"Échéancier"}),
    ],
)
def test_filtrer(
    client_de: ClientDe, affilie: Persona, trois: list[Document], filtre: dict[str, str], titres: set[str]
) -> None:
    affilie.compte.derniere_connexion_avant = timezone.now() - timedelta(days=1, hours=12)
    affilie.compte.save(update_fields=["derniere_connexion_avant"])
    page = client_de(affilie).get(LISTE, filtre).content.decode().split('class="liste-documents"')
    lus = {un.titre for un in trois if len(page) > 1 and f">{un.titre}</a>" in page[1]}
    assert lus == titres
    if not titres:
        assert "Aucun document ne correspond" in page[0]


def test_chercher_par_reference(client_de: ClientDe, affilie: Persona, trois: list[Document]) -> None:
    page = client_de(affilie).get(LISTE, {"q": trois[1].reference[:9].lower()}).content.decode()
    assert '<h2 id="documents">1 document</h2>' in page
    assert "Attestation fiscale 2025</a>" in page


def test_un_autre_stockage(dossier: Dossier, emettre: Emettre, settings: Settings) -> None:
    """What S3-compatible storage needs of us: no path, no directory, only names."""
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    assert isinstance(storages["default"], InMemoryStorage)
    document = emettre(dossier)
    assert emettre(dossier) == document
    fiche = fiche_du_document(dossier, document.public_id)
    assert fiche
    assert hashlib.sha256(lire_fichier(fiche)).hexdigest() == document.sha256


def test_l_apercu_s_ouvre_dans_le_navigateur(client_de: ClientDe, affilie: Persona) -> None:
    document = services.emettre_document(dossier=affilie.dossier, type_document=ATTESTATION_AFFILIATION, par=None)
    reponse = client_de(affilie).get(f"/documents/{document.public_id}/apercu/")
    assert reponse["Content-Disposition"].startswith("inline; filename=")
    assert "default-src 'none'" in reponse["Content-Security-Policy"]
    assert hashlib.sha256(reponse.content).hexdigest() == document.sha256
