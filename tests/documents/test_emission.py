"""Issuing: once, recorded, and without a trace when it fails."""

import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest
import time_machine
from django.db import IntegrityError, connection

from accounts.journal import anomalies
from accounts.models import Dossier, EntreeJournal
from documents import services
from documents.attestations import ATTESTATION_AFFILIATION
from documents.models import Document
from documents.selectors import DocumentAltere, fiche_du_document, lire_fichier
from documents.services import DocumentRefuse, emettre_document
from tests.documents.conftest import Emettre
from tests.harnais.personas import Persona, creer_dossier


def fichiers(coffre: Path) -> list[Path]:
    return [chemin for chemin in coffre.rglob("*") if chemin.is_file()]


def test_enregistre_le_document_et_son_journal(affilie: Persona, coffre: Path) -> None:
    document = emettre_document(dossier=affilie.dossier, type_document=ATTESTATION_AFFILIATION, par=affilie.compte)
    (fichier,) = fichiers(coffre)
    assert fichier.name == f"{document.public_id}.pdf"
    assert fichier.stat().st_mode & 0o077 == 0, "le fichier n’est lisible que par le portail"
    assert fichier.stat().st_size == document.taille
    assert (document.gabarit, document.emis_par) == ("pdf/attestation-affiliation/v1.html", affilie.compte)
    entree = EntreeJournal.objects.get(acte="document_emis")
    assert (entree.par, entree.dossier) == (affilie.compte, affilie.dossier)
    assert entree.details == {
        "document": str(document.public_id),
        "type": "attestation-affiliation",
        "sha256": document.sha256,
    }
    assert list(anomalies()) == []


def test_redemander_rend_le_meme(dossier: Dossier, emettre: Emettre, coffre: Path) -> None:
    assert emettre(dossier) == emettre(dossier)
    assert len(fichiers(coffre)) == EntreeJournal.objects.count() == 1


def test_redemander_ne_dessine_rien(dossier: Dossier, emettre: Emettre, monkeypatch: pytest.MonkeyPatch) -> None:
    premier = emettre(dossier)
    monkeypatch.setattr(services, "rendre", None)
    assert emettre(dossier) == premier


def test_un_autre_jour_ou_d_autres_mots_font_un_autre_document(
    dossier: Dossier, emettre: Emettre, horloge: time_machine.Traveller
) -> None:
    premier = emettre(dossier)
    horloge.move_to(datetime.fromisoformat("2026-11-22T23:59:59+01:00"))
    assert emettre(dossier) == premier
    horloge.shift(timedelta(seconds=1))
    lendemain = emettre(dossier)
    dossier.est_conventionne = False
    assert len({premier, lendemain, emettre(dossier)}) == 3


def test_deux_dossiers_ne_partagent_rien(dossier: Dossier, emettre: Emettre, affilie: Persona) -> None:
    assert emettre(dossier) != emettre(affilie.dossier)


def test_refuse_un_ayant_droit(ayant_droit: Persona, emettre: Emettre, coffre: Path) -> None:
    with pytest.raises(DocumentRefuse, match="ayant droit"):
        emettre(ayant_droit.dossier)
    assert (Document.objects.count(), EntreeJournal.objects.count(), fichiers(coffre)) == (0, 0, [])


def test_journal_en_panne_rien_n_est_ecrit(
    dossier: Dossier, emettre: Emettre, coffre: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tomber(**details: object) -> NoReturn:
        raise RuntimeError("journal en panne")

    monkeypatch.setattr(services, "journaliser", tomber)
    with pytest.raises(RuntimeError, match="journal en panne"):
        emettre(dossier)
    assert (Document.objects.count(), fichiers(coffre)) == (0, [])


def test_contrainte_violee_sans_gagnant_remonte(
    dossier: Dossier, emettre: Emettre, coffre: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tomber(**details: object) -> NoReturn:
        raise IntegrityError("autre contrainte")

    monkeypatch.setattr(services, "journaliser", tomber)
    with pytest.raises(IntegrityError, match="autre contrainte"):
        emettre(dossier)
    assert (Document.objects.count(), fichiers(coffre)) == (0, [])


def test_disque_plein_rien_n_est_ecrit(
    dossier: Dossier, emettre: Emettre, coffre: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Plein:
        def save(self, nom: str, contenu: object) -> NoReturn:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(services, "coffre_des_documents", Plein)
    with pytest.raises(OSError, match="No space"):
        emettre(dossier)
    assert (Document.objects.count(), EntreeJournal.objects.count(), fichiers(coffre)) == (0, 0, [])


@pytest.mark.parametrize("sabotage", ["modifie", "efface"])
def test_un_fichier_altere_n_est_pas_remis(dossier: Dossier, emettre: Emettre, coffre: Path, sabotage: str) -> None:
    document = emettre(dossier)
    fiche = fiche_du_document(dossier, document.public_id)
    assert fiche
    assert lire_fichier(fiche).startswith(b"%PDF")
    (fichier,) = fichiers(coffre)
    if sabotage == "efface":
        fichier.unlink()
    else:
        fichier.write_bytes(fichier.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))
    with pytest.raises(DocumentAltere):
        lire_fichier(fiche)


@pytest.mark.django_db(transaction=True)
def test_vingt_demandes_a_la_fois_un_seul_document(coffre: Path) -> None:
    dossier = creer_dossier("6000001")
    depart = threading.Barrier(20)
    obtenus: list[object] = []

    def demander() -> None:
        try:
            depart.wait()
            obtenu = emettre_document(dossier=dossier, type_document=ATTESTATION_AFFILIATION, par=None)
            obtenus.append(obtenu.public_id)
        except Exception as erreur:  # noqa: BLE001 - a thread hands its failure to the assertions
            obtenus.append(erreur)
        finally:
            connection.close()

    fils = [threading.Thread(target=demander) for _ in range(20)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    document = Document.objects.get()
    assert obtenus == [document.public_id] * 20
    assert EntreeJournal.objects.filter(acte="document_emis").count() == 1
    assert [fichier.name for fichier in fichiers(coffre)] == [f"{document.public_id}.pdf"]
    assert list(anomalies()) == []
