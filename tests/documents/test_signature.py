"""What a document proves by itself: its signature, and the figures it carries."""

import json
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem, x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from accounts.models import Dossier
from carpimko_portal.lib.pdf import PdfIndisponible, cles
from carpimko_portal.lib.pdf.cles import CleInutilisable, autosignee, lire_cle
from carpimko_portal.lib.pdf.signature import CACHET, Cachet
from documents.selectors import lire_document
from tests.documents.conftest import Emettre
from tests.documents.lecture import balises, defauts_pdfua, ouvrir
from tests.harnais.services import port_libre

pytestmark = pytest.mark.django_db


def valider(octets: bytes, *, confiance: bytes | None = None) -> Any:
    """pyHanko's own verdict on the only signature; `confiance`: the certificate to trust, ours when not given."""
    from io import BytesIO

    (signature,) = PdfFileReader(BytesIO(octets)).embedded_signatures
    certificat = x509.Certificate.load(pem.unarmor(confiance)[2]) if confiance else signature.signer_cert
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[certificat], allow_fetching=False))


@pytest.fixture
def octets(dossier: Dossier, emettre: Emettre) -> bytes:
    return lire_document(emettre(dossier))


def test_la_signature_est_valable_et_couvre_tout(octets: bytes) -> None:
    verdict = valider(octets)
    assert verdict.bottom_line
    assert verdict.trusted
    assert verdict.coverage.name == "ENTIRE_FILE"
    assert verdict.modification_level is ModificationLevel.NONE
    assert verdict.docmdp_ok
    pdf = ouvrir(octets)
    (champ,) = pdf.Root.AcroForm.Fields.as_list()
    assert str(champ.V.SubFilter) == "/ETSI.CAdES.detached"
    assert int(champ.V.Reference[0].TransformParams.P) == MDPPerm.NO_CHANGES.value
    assert [float(cote) for cote in champ.Rect.as_list()] == [0, 0, 0, 0], "rien à voir ni à lire"


def test_un_octet_change_et_la_signature_tombe(octets: bytes) -> None:
    debut = octets.index(b"stream") + 20
    altere = octets[:debut] + bytes([octets[debut] ^ 1]) + octets[debut + 1 :]
    assert not valider(altere).bottom_line


def test_une_autre_cle_n_est_pas_la_notre(octets: bytes) -> None:
    assert not valider(octets, confiance=autosignee("Pirate").encode().split(b"-----END PRIVATE KEY-----\n")[1]).trusted


def test_signe_et_pourtant_conforme(octets: bytes) -> None:
    pdf = ouvrir(octets)
    assert defauts_pdfua(octets) == []
    assert str(pdf.Root.Lang) == "fr"
    with pdf.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
    lues = balises(pdf)
    assert lues.index("H1") < lues.index("Table") < lues.index("Figure"), "le titre, les faits, puis la preuve"


def test_les_donnees_sont_dans_le_pdf(octets: bytes) -> None:
    pdf = ouvrir(octets)
    lu = {nom: piece.get_file().read_bytes().decode("utf-8-sig") for nom, piece in pdf.attachments.items()}
    assert set(lu) == {"donnees.csv", "donnees.json"}
    donnees = json.loads(lu["donnees.json"])
    assert (donnees["type"], donnees["dossier"], donnees["emis_le"]) == (
        "attestation-affiliation", "1122334", "2026-11-22",
    )  # fmt: skip
    assert donnees["informations"]["Profession"] == "Infirmière"
    assert "Profession;Infirmière" in lu["donnees.csv"]
    relations = {str(piece.obj.AFRelationship) for piece in pdf.attachments.values()}
    assert relations == {"/Data"}
    assert len(pdf.Root.AF.as_list()) == 2


def test_une_cle_rsa_dans_un_pkcs12(tmp_path: Path, settings: Settings, octets: bytes) -> None:
    """Another kind of key, kept another way; parsed once."""
    prive = rsa.generate_private_key(65537, 2048)
    modele = load_pem_x509_certificate(autosignee("Essai").encode())
    from cryptography import x509 as cx509
    from cryptography.hazmat.primitives import hashes

    certificat = (
        cx509.CertificateBuilder(
            modele.subject, modele.subject, prive.public_key(), 1, modele.not_valid_before_utc,
            modele.not_valid_after_utc, list(modele.extensions),
        ).sign(prive, hashes.SHA256())
    )  # fmt: skip
    fichier = tmp_path / "cle.p12"
    fichier.write_bytes(
        pkcs12.serialize_key_and_certificates(b"e", prive, certificat, None, BestAvailableEncryption(b"s"))
    )
    settings.SIGNATURE_CLE, settings.SIGNATURE_PHRASE = str(fichier), "s"
    assert valider(Cachet().apposer(_sans_signature(octets))).bottom_line


def _sans_signature(octets: bytes) -> bytes:
    return octets[: octets.index(b"%%EOF") + 6]


@pytest.mark.parametrize(
    "contenu", ["", "pas une clé", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_une_cle_illisible_est_dite(tmp_path: Path, contenu: str) -> None:
    (tmp_path / "cle.pem").write_text(contenu)
    with pytest.raises(CleInutilisable):
        lire_cle(tmp_path / "cle.pem", "", "")


def test_une_cle_et_le_certificat_d_une_autre(tmp_path: Path) -> None:
    for nom in ("a", "b"):
        (tmp_path / f"{nom}.pem").write_text(autosignee(nom))
    with pytest.raises(CleInutilisable, match="ne vont pas ensemble"):
        lire_cle(tmp_path / "a.pem", str(tmp_path / "b.pem"), "")


def test_la_production_n_invente_pas_de_cle(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CleInutilisable):
        cles.cle_en_fichier()


def test_la_cle_de_la_demonstration_est_privee_et_la_meme(settings: Settings) -> None:
    cles.cle_en_fichier()
    fichier = settings.REPERTOIRE_DONNEES / "cles" / "signature.pem"
    assert fichier.stat().st_mode & 0o077 == 0
    assert cles.cle_en_fichier().certificat == cles.cle_en_fichier().certificat


def test_un_horodatage_muet_arrete_l_emission(settings: Settings, octets: bytes) -> None:
    settings.SIGNATURE_HORODATAGE = f"http://127.0.0.1:{port_libre()}/"
    with pytest.raises(PdfIndisponible):
        CACHET.apposer(_sans_signature(octets))
