"""What each document of the account says, when it is refused, and how it looks."""

import os
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.utils import timezone
from PIL import Image, ImageChops, ImageStat
from pytest_django import Settings

from accounts.models import Dossier
from cotisations.justificatifs import JUSTIFICATIFS
from cotisations.justificatifs.appel import APPEL_DE_COTISATIONS
from cotisations.models import AppelCotisation, Echeance, Ecriture, LigneAppel
from documents.models import Document
from documents.registry import Demande, TypeDocument, type_du_code, types_proposes
from documents.services import DocumentRefuse, emettre_document, rendre
from tests.conftest import ClientDe
from tests.documents.lecture import defauts_pdfua, ouvrir, texte
from tests.harnais.personas import Persona, creer_dossier

LE = date(2026, 11, 22)
ATTENDUS = Path(__file__).parent / "attendus"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def coffre(tmp_path: Path, settings: Settings) -> None:
    prive = settings.STORAGES["default"]
    options = {**prive["OPTIONS"], "location": tmp_path}
    settings.STORAGES = {**settings.STORAGES, "default": {**prive, "OPTIONS": options}}


def ecrire(  # noqa: PLR0917 - a line of the account, in its order
    dossier: Dossier, nature: str, annee: int, montant: int, le: date, libelle: str
) -> None:
    Ecriture.objects.create(
        dossier=dossier, cle=f"{dossier.numero}-{nature}-{le}", nature=nature, annee=annee,
        montant_centimes=montant, date_operation=le, libelle=libelle,
    )  # fmt: skip


def remplir(dossier: Dossier) -> None:
    """Two years of quarters: 2025 paid, with a rejected payment paid again in 2026; one quarter of 2026 to come."""
    for annee in (2025, 2026):
        ecrire(dossier, "appel", annee, -400_000, date(annee - 1, 12, 1), f"Appel de cotisations {annee}")
        for rang, (mois, jour) in enumerate(((2, 5), (5, 5), (8, 5), (12, 5)), 1):
            le = date(annee, mois, jour)
            Echeance.objects.create(
                dossier=dossier, annee=annee, rang=rang, date_exigibilite=le, montant_centimes=100_000
            )
            if le <= LE:
                ecrire(dossier, "prelevement", annee, 100_000, le, f"Prélèvement {rang}")
    ecrire(dossier, "rejet", 2025, -100_000, date(2025, 12, 9), "Rejet du prélèvement")
    ecrire(dossier, "majoration", 2025, -1_250, date(2025, 12, 20), "Majoration de retard")
    ecrire(dossier, "carte", 2025, 101_250, date(2026, 1, 8), "Paiement par carte")


@pytest.fixture
def dossier() -> Dossier:
    dossier = creer_dossier("3000001")
    remplir(dossier)
    return dossier


def contexte(code: str, dossier: Dossier, annee: int | None = None) -> Any:
    return type_du_code(code).constructeur(Demande(dossier, LE, annee))


def brut(lignes: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {mot: valeur.replace("\u202f", " ").replace("\u00a0", " ") for mot, valeur in lignes}


def test_a_jour_jusqu_a_la_prochaine_echeance(dossier: Dossier) -> None:
    demande = Demande(dossier, LE)
    type_document = type_du_code("attestation-a-jour")
    assert type_document.refus(demande) is None
    assert type_document.validite(demande) == date(2026, 12, 5)
    lu = contexte("attestation-a-jour", dossier)
    assert "est à jour des cotisations dont elle est tenue" in lu.constat
    assert brut(lu.lignes)["Sommes exigibles impayées"] == "0,00 €"


def test_en_retard_la_raison_et_l_issue(client_de: ClientDe, affilie: Persona) -> None:
    remplir(affilie.dossier)
    ecrire(affilie.dossier, "remboursement", 2026, -200_000, date(2026, 11, 1), "Remboursement")
    with pytest.raises(DocumentRefuse) as refus:
        emettre_document(dossier=affilie.dossier, type_document=type_du_code("attestation-a-jour"), par=None)
    assert "2\u202f000,00\u202f€ depuis le 5\u00a0mai 2026" in str(refus.value)
    page = client_de(affilie).get("/documents/attestations/").content.decode()
    assert 'href="/cotisations/">Voir ce qui reste à payer' in page
    assert 'action="/documents/attestations/attestation-a-jour/"' not in page
    assert Document.objects.count() == 0


def test_fiscale_ce_qui_est_verse_dans_l_annee_civile(dossier: Dossier) -> None:
    lu = contexte("attestation-fiscale", dossier, 2025)
    assert lu.tableau.lignes == (("Cotisations 2025", 400_000, -100_000, 300_000),)
    assert lu.tableau.total == ("Total", 400_000, -100_000, 300_000)
    assert brut(lu.lignes)["Majorations de retard demandées"] == "12,50 €"
    assert any("ne les déduisez pas" in mention for mention in lu.mentions)


def test_paiement_chaque_paiement_de_l_annee(dossier: Dossier) -> None:
    lu = contexte("attestation-paiement", dossier, 2026)
    assert [ligne[2] for ligne in lu.tableau.lignes] == [101_250, 100_000, 100_000, 100_000]
    assert lu.tableau.total[2] == 401_250
    assert "au 22\u00a0novembre 2026" in lu.constat


def test_recapitulatif_d_un_solde_a_l_autre(dossier: Dossier) -> None:
    lu = contexte("recapitulatif-annuel", dossier, 2025)
    soldes = list(brut(lu.lignes).values())
    avant, apres = -400_000, -400_000 + 400_000 - 100_000 - 1_250 - 400_000
    _, _, demande, verse = lu.tableau.total
    assert avant + verse - demande == apres
    assert soldes == ["4 000,00 € à payer", "5 012,50 € à payer"]


def appeler(dossier: Dossier, montants: dict[str, int], remplace: AppelCotisation | None = None) -> AppelCotisation:
    """The call of 2025, or the next version of it."""
    appel = AppelCotisation.objects.create(
        dossier=dossier, annee=2025, version=remplace.version + 1 if remplace else 1, remplace=remplace,
        cause="rectification" if remplace else "annuel", est_conventionne=True, periodicite="trimestrielle",
        total_centimes=sum(montants.values()), regularisation_centimes=0, part_cpam_centimes=0, trimestres=4,
        emis_le=timezone.now(),
    )  # fmt: skip
    LigneAppel.objects.bulk_create(
        LigneAppel(appel=appel, regime=regime, annee=2025, libelle=f"Ligne {regime}", montant_centimes=montant)
        for regime, montant in montants.items()
    )
    return appel


def test_recapitulatif_regime_par_regime_quand_un_appel_le_dit(dossier: Dossier) -> None:
    premier = appeler(dossier, {"base_t1": 1, "base_t2": 2})
    appeler(dossier, {"base_t1": 300_000, "invalidite_deces": 102_200, "regularisation_t1": -2_200}, remplace=premier)
    lignes = brut(contexte("recapitulatif-annuel", dossier, 2025).lignes)
    assert {mot: valeur for mot, valeur in lignes.items() if "2025\u00a0:" in mot or "Total" in mot} == {
        "Appelé pour 2025\u00a0: Ligne base_t1": "3 000,00 €",
        "Appelé pour 2025\u00a0: Ligne invalidite_deces": "1 022,00 €",
        "Appelé pour 2025\u00a0: Ligne regularisation_t1": "\u2212 22,00 €",
        "Total appelé pour 2025": "4 000,00 €",
    }
    assert not [mot for mot in brut(contexte("recapitulatif-annuel", dossier, 2024).lignes) if "Appelé" in mot]


def test_echeancier_et_releve(dossier: Dossier) -> None:
    lu = contexte("echeancier", dossier)
    assert [ligne[3] for ligne in lu.tableau.lignes] == ["Payée", "Payée", "Payée", "À venir"]
    assert lu.tableau.total == ("Total", 400_000, 100_000, None)
    assert brut(contexte("releve-situation", dossier).lignes)["Solde du compte"] == "1 000,00 € à payer"


@pytest.mark.parametrize(
    ("code", "annees"),
    [
        ("attestation-fiscale", [2025]),
        ("attestation-paiement", [2026, 2025]),
        ("recapitulatif-annuel", [2025, 2024]),
        ("releve-situation", []),
    ],
)
def test_les_annees_proposees(dossier: Dossier, code: str, annees: list[int]) -> None:
    (offre,) = [une for une in types_proposes(Demande(dossier, LE)) if une.type.code == code]
    assert offre.annees == annees


@pytest.mark.parametrize("annee", [None, 2026, 1990])
def test_une_annee_qui_n_est_pas_proposee_est_refusee(dossier: Dossier, annee: int | None) -> None:
    with pytest.raises(DocumentRefuse):
        emettre_document(dossier=dossier, type_document=type_du_code("attestation-fiscale"), par=None, annee=annee)


def test_une_annee_close_n_est_emise_qu_une_fois(dossier: Dossier, horloge: Any) -> None:
    demande: dict[str, Any] = {
        "dossier": dossier, "type_document": type_du_code("attestation-fiscale"), "par": None, "annee": 2025,
    }  # fmt: skip
    premier = emettre_document(**demande)
    assert (premier.titre, premier.annee, premier.version) == ("Attestation fiscale 2025", 2025, 1)
    horloge.shift(86_400 * 3)
    assert emettre_document(**demande) == premier
    ecrire(dossier, "virement", 2025, 5_000, date(2025, 12, 30), "Virement retrouvé")
    assert emettre_document(**demande).version == 2


def test_un_compte_vide_et_un_ayant_droit(affilie: Persona, ayant_droit: Persona) -> None:
    vides = {une.type.code for une in types_proposes(Demande(affilie.dossier, LE)) if une.empechement}
    assert vides == {
        "attestation-paiement",
        "attestation-fiscale",
        "recapitulatif-annuel",
        "echeancier",
        "appel-de-cotisations",
        "attestation-pension",
        "attestation-fiscale-pensions",
    }
    offerts = {une.type.code for une in types_proposes(Demande(ayant_droit.dossier, LE)) if not une.empechement}
    assert offerts == {"rib-et-reference"}  # whoever was paid too much gives it back by virement


def test_la_page_des_attestations_a_son_budget(
    client_de: ClientDe, affilie: Persona, django_assert_max_num_queries: Any
) -> None:
    remplir(affilie.dossier)
    membre = client_de(affilie)
    with django_assert_max_num_queries(8):
        membre.get("/documents/attestations/")


# How they look -----------------------------------------------------------------------------------


def dessiner(octets: bytes) -> Image.Image:
    """The first page, 50 dots an inch, in grey."""
    pdf = pypdfium2.PdfDocument(octets)
    try:
        page = pdf[0]
        image: Image.Image = page.render(scale=50 / 72).to_pil().convert("L")
        page.close()
    finally:
        pdf.close()
    return image


DU_COMPTE = [un for un in JUSTIFICATIFS if un is not APPEL_DE_COTISATIONS]  # which tests/cotisations/appels draws


@pytest.mark.parametrize("type_document", DU_COMPTE, ids=lambda un: un.code)
def test_conforme_sur_une_page_et_comme_attendu(dossier: Dossier, type_document: TypeDocument) -> None:
    demande = Demande(dossier, LE, 2025 if type_document.annees else None)
    from dataclasses import asdict

    octets = rendre(
        type_document, asdict(type_document.constructeur(demande)), reference="0000-0000-0000",
        code="ACDEFGHJKMNPQRTU", demande=demande,
    ).octets  # fmt: skip
    assert len(ouvrir(octets).pages) == 1
    assert defauts_pdfua(octets) == []
    assert "ACDE-FGHJ-KMNP-QRTU" in texte(octets)
    attendu, image = ATTENDUS / f"{type_document.code}.png", dessiner(octets)
    if "REDESSINER" in os.environ:
        image.save(attendu, optimize=True)
    ecart = ImageChops.difference(image, Image.open(BytesIO(attendu.read_bytes())))
    assert ImageStat.Stat(ecart).mean[0] < 0.5, "en moyenne, moins de 0,2 % d’un gris à l’autre"
    assert ecart.point(lambda gris: 255 * (gris > 96)).getbbox() is None, "aucun point n’a changé de nature"
