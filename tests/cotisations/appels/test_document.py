"""The call as a document: what it says, when there is none, and how it looks."""

import json
import os
from dataclasses import asdict
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from pytest_django import Settings

from accounts.models import Dossier
from cotisations.appels.services import emettre_appel
from cotisations.enums import Periodicite
from cotisations.justificatifs.appel import APPEL_DE_COTISATIONS, DocumentDAppel, construire
from cotisations.models import AppelCotisation, PreferencesCotisations
from documents.annexes import annexes
from documents.registry import Demande
from documents.services import DocumentRefuse, emettre_document, rendre
from tests.conftest import ClientDe
from tests.cotisations.appels.fabrique import declarer
from tests.cotisations.appels.test_emettre import estimer
from tests.cotisations.test_justificatifs import coffre, dessiner
from tests.documents.lecture import defauts_pdfua, ouvrir, texte
from tests.harnais.personas import Persona, creer_dossier

__all__ = ["coffre"]
LE = date(2026, 11, 22)
ATTENDU = Path(__file__).parent / "attendus" / "appel-de-cotisations.png"
pytestmark = pytest.mark.django_db


def appeler(dossier: Dossier) -> AppelCotisation:
    """Monthly: before the declaration, then after it."""
    PreferencesCotisations.objects.create(dossier=dossier, periodicite=Periodicite.MENSUELLE)
    declarer(dossier, r2024=40_000)
    emettre_appel(dossier=dossier, annee=2026, par=None, le=date(2025, 12, 1))
    declarer(dossier, r2025=45_000)
    return emettre_appel(dossier=dossier, annee=2026, par=None, le=date(2026, 6, 20))


def lu(dossier: Dossier, annee: int = 2026) -> DocumentDAppel:
    return construire(Demande(dossier, LE, annee))


def clair(valeur: str) -> str:
    return valeur.replace("\u202f", " ").replace("\u00a0", " ")


def test_il_dit_l_appel_en_vigueur(affilie: Persona) -> None:
    appeler(affilie.dossier)
    document = lu(affilie.dossier)
    assert clair(document.total) == "10 734,00 €"
    assert "remplace le précédent" in document.constat
    assert [clair(zone.total) for zone in document.zones] == ["10 004,00 €", "730,00 €"]
    assert [clair(ligne.deduit) for ligne in document.zones[1].lignes] == ["3 292,00 €", "748,00 €"]
    assert len(document.echeances) == 12
    assert [lettre for lettre, _, _ in document.guide] == ["A", "B", "C", "D"]
    assert any("à confirmer" in mention.lower() for mention in document.mentions)
    assert sum(ligne[5] for ligne in document.tableau.lignes) == document.tableau.total[5] == 1_073_400  # type: ignore[misc]


def test_avant_la_declaration_rien_n_est_regularise(affilie: Persona) -> None:
    declarer(affilie.dossier, r2024=40_000)
    emettre_appel(dossier=affilie.dossier, annee=2026, par=None, le=date(2026, 1, 5))
    document = lu(affilie.dossier)
    assert [zone.lettre for zone in document.zones] == ["B"]
    assert [lettre for lettre, _, _ in document.guide] == ["A", "B", "D"]
    assert "provisoire, sur celui de 2024" in document.guide[0][2]


def test_sans_declaration_il_dit_comment_en_sortir(affilie: Persona) -> None:
    emettre_appel(dossier=affilie.dossier, annee=2026, par=None)
    assert "Déclarez-le" in lu(affilie.dossier).guide[0][2]


def test_une_estimation_est_dite(affilie: Persona) -> None:
    declarer(affilie.dossier, r2024=40_000, r2025=45_000)
    estimer(affilie.dossier, 30_000)
    emettre_appel(dossier=affilie.dossier, annee=2026, par=None)
    document = lu(affilie.dossier)
    assert "que vous avez estimé" in document.guide[0][2]
    assert ("Revenu 2026 estimé", "30 000,00 €") in [(nom, clair(valeur)) for nom, valeur in document.lignes]


def test_le_debut_d_activite_n_a_pas_de_revenu() -> None:
    dossier = creer_dossier("3000002", date_affiliation=date(2026, 1, 1))
    emettre_appel(dossier=dossier, annee=2026, par=None)
    assert lu(dossier).lignes == (("Revenus", "Base forfaitaire de début d’activité"),)


def test_sans_appel_pas_de_document(affilie: Persona) -> None:
    with pytest.raises(DocumentRefuse):
        emettre_document(dossier=affilie.dossier, type_document=APPEL_DE_COTISATIONS, par=None, annee=2026)


def test_une_nouvelle_version_de_l_appel_est_un_nouveau_document(affilie: Persona) -> None:
    appeler(affilie.dossier)
    demande: dict[str, Any] = {
        "dossier": affilie.dossier,
        "type_document": APPEL_DE_COTISATIONS,
        "par": None,
        "annee": 2026,
    }
    premier = emettre_document(**demande)
    assert (premier.titre, premier.version) == ("Appel de cotisations 2026", 1)
    assert emettre_document(**demande) == premier
    declarer(affilie.dossier, r2025=30_000)
    emettre_appel(dossier=affilie.dossier, annee=2026, par=None)
    assert emettre_document(**demande).version == 2


def test_le_membre_l_obtient_et_personne_d_autre(client_de: ClientDe, affilie: Persona, autre_affilie: Persona) -> None:
    appeler(affilie.dossier)
    page = client_de(affilie).get("/documents/attestations/").content.decode()
    assert 'action="/documents/attestations/appel-de-cotisations/"' in page
    autre = client_de(autre_affilie).get("/documents/attestations/").content.decode()
    assert 'action="/documents/attestations/appel-de-cotisations/"' not in autre


def test_ses_lignes_se_lisent_par_une_machine(affilie: Persona) -> None:
    appeler(affilie.dossier)
    joints = annexes("appel-de-cotisations", asdict(lu(affilie.dossier)), reference="0000", le=LE)
    (donnees,) = [joint for joint in joints if joint.nom.endswith(".json")]
    premiere, *_, derniere = json.loads(donnees.octets)["lignes"]
    assert premiere == {
        "zone": "B", "ligne": "Régime de base, tranche 1", "base": "45000.00", "taux": "0.0873", "points": "521.50",
        "montant": 392_900,
    }  # fmt: skip
    assert (derniere["zone"], derniere["montant"]) == ("C", 9_350)


def test_conforme_en_deux_pages_et_comme_attendu(settings: Settings) -> None:
    dossier = creer_dossier("3000001")
    appeler(dossier)
    demande = Demande(dossier, LE, 2026)
    octets = rendre(
        APPEL_DE_COTISATIONS, asdict(construire(demande)), reference="0000-0000-0000", code="ACDEFGHJKMNPQRTU",
        demande=demande,
    ).octets  # fmt: skip
    assert len(ouvrir(octets).pages) == 2
    assert defauts_pdfua(octets) == []
    assert "Comment lire cet appel" in texte(octets)
    image = dessiner(octets)
    if "REDESSINER" in os.environ:
        ATTENDU.parent.mkdir(exist_ok=True)
        image.save(ATTENDU, optimize=True)
    ecart = ImageChops.difference(image, Image.open(BytesIO(ATTENDU.read_bytes())))
    assert ImageStat.Stat(ecart).mean[0] < 0.5, "en moyenne, moins de 0,2 % d’un gris à l’autre"
    assert ecart.point(lambda gris: 255 * (gris > 96)).getbbox() is None, "aucun point n’a changé de nature"
