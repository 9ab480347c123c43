"""Whatever is sent: refused with a reason, or cleaned. Never a 500, and nothing left of what is refused."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from accounts.models import EntreeJournal, Envoi
from documents.pieces.models import Piece
from documents.pieces.reserve import lire
from tests.conftest import ClientDe
from tests.documents.pieces.fichiers import ACTIFS, INFECTE, NETTOYES, PAGE_WEB, PROGRAMME, REFUSES, image, pdf
from tests.harnais.clamd import EICAR, FauxClamd
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
ICI = "/documents/pieces/"


def envoyer(client: ClientStrict, nom: str, octets: bytes, **champs: str) -> Any:
    """As a browser sends it, and whatever type it claims."""
    fichier = SimpleUploadedFile(nom, octets, "text/html")
    return client.post(ICI, {"genre": "rib", "fichier": fichier, **champs})


@pytest.mark.parametrize("cas", REFUSES)
def test_un_fichier_hostile_est_refuse(client_de: ClientDe, affilie: Persona, reserve: Path, cas: str) -> None:
    nom, faire, mot = REFUSES[cas]
    reponse = envoyer(client_de(affilie), nom, faire())
    assert reponse.status_code == 200
    erreurs = " ".join(reponse.context["form"].errors["fichier"])
    assert mot in erreurs
    assert not Piece.objects.exists()
    assert not list(reserve.rglob("*.scelle"))


@pytest.mark.parametrize("cas", NETTOYES)
def test_un_fichier_actif_est_nettoye(client_de: ClientDe, affilie: Persona, cas: str) -> None:
    nom, faire = NETTOYES[cas]
    envoye = faire()
    assert envoyer(client_de(affilie), nom, envoye).status_code == 302
    garde = lire(Piece.objects.get())
    for actif in (*ACTIFS, PROGRAMME[:10], PAGE_WEB, b"PK\x03\x04", b"Exif", b"Camille de", b"chez moi", b"pirate"):
        assert actif not in garde, actif
    if nom.endswith("pdf"):
        with pikepdf.open(io.BytesIO(garde)) as relu:
            assert set(relu.Root.keys()) <= {"/Type", "/Pages", "/Version"}
            assert "/Annots" not in relu.pages[0]
    else:
        with Image.open(io.BytesIO(garde)) as relue:
            assert "exif" not in relue.info
            assert not relue.getexif()


def test_une_photo_couchee_est_redressee(client_de: ClientDe, affilie: Persona) -> None:
    nom, faire = NETTOYES["jpeg situé"]
    envoyer(client_de(affilie), nom, faire())
    with Image.open(io.BytesIO(lire(Piece.objects.get()))) as relue:
        assert relue.size == (480, 640)


def test_ce_qui_est_ecrit_dans_un_formulaire_reste(client_de: ClientDe, affilie: Persona) -> None:
    nom, faire = NETTOYES["formulaire"]
    envoyer(client_de(affilie), nom, faire())
    with pikepdf.open(io.BytesIO(lire(Piece.objects.get()))) as relu:
        formes = [o.read_bytes() for o in relu.objects if isinstance(o, pikepdf.Stream)]
    assert any(b"(Camille) Tj" in forme for forme in formes)


def test_la_transparence_et_le_gris_sont_gardes(client_de: ClientDe, affilie: Persona) -> None:
    for rang, mode in enumerate(["RGBA", "L", "P", "CMYK", "1"]):
        sortie = io.BytesIO()
        format_ = "JPEG" if mode == "CMYK" else "PNG"
        Image.new(mode, (20 + rang, 20)).save(sortie, format_)
        assert envoyer(client_de(affilie), f"a.{format_.lower()}", sortie.getvalue()).status_code == 302
    assert Piece.objects.count() == 5


@pytest.mark.parametrize("octets", [EICAR, PROGRAMME + EICAR])
def test_un_virus_connu_sous_un_faux_nom(
    client_de: ClientDe, affilie: Persona, antivirus: FauxClamd, octets: bytes
) -> None:
    assert envoyer(client_de(affilie), "eicar.pdf", octets).status_code == 200
    assert not Piece.objects.exists()
    assert not antivirus.recus  # it is no PDF: the antivirus had nothing to say


def test_un_virus_dans_un_vrai_pdf(client_de: ClientDe, affilie: Persona, antivirus: FauxClamd, reserve: Path) -> None:
    nom, faire = INFECTE
    reponse = envoyer(client_de(affilie), nom, faire())
    assert "programme malveillant" in reponse.content.decode()
    assert len(antivirus.recus) == 1
    assert not Piece.objects.exists()
    assert not list(reserve.rglob("*.scelle"))
    entree = EntreeJournal.objects.get(acte="piece_ecartee")
    assert entree.details["signature"] == "Eicar-Signature"


NOMS = [
    "../../../etc/passwd.jpg",
    "..\\..\\windows\\system32.jpg",
    "/absolu/photo.jpg",
    'a";filename="pirate.html.jpg',
    "<script>alert(1)</script>.jpg",
    "facture\u202egpj.exe.jpg",
    "\u00e9t\u00e9 \U0001f600.jpg",
    "a" * 90 + ".jpg",
    ".jpg",
    "photo.JPG",
]


@pytest.mark.parametrize("nom", NOMS)
def test_un_nom_n_est_jamais_qu_un_texte(client_de: ClientDe, affilie: Persona, reserve: Path, nom: str) -> None:
    client = client_de(affilie)
    reponse = envoyer(client, nom, image())
    assert reponse.status_code == 302
    piece = Piece.objects.get()
    assert "/" not in piece.nom
    assert "\\" not in piece.nom
    assert "\u202e" not in piece.nom
    page = client.get(reponse["Location"]).content.decode()
    assert "<script>alert" not in page
    fichier = client.post(f"{reponse['Location']}fichier/")
    attendu = f'attachment; filename="2026-11-22_rib_1234567_{piece.reference}.jpg"'
    assert fichier["Content-Disposition"] == attendu
    assert all(str(chemin).startswith(str(reserve)) for chemin in reserve.rglob("*"))
    envoi = Envoi.objects.get()
    assert nom not in str(envoi.references)


@pytest.mark.parametrize("saut", ["\r\nX-Pirate: oui", "\n", "\x00", "\x7f"])
def test_un_nom_qui_ecrit_des_en_tetes(client_de: ClientDe, affilie: Persona, saut: str) -> None:
    """Written by hand: no library sends it."""
    corps = (
        b'--LIMITE\r\nContent-Disposition: form-data; name="genre"\r\n\r\nrib\r\n--LIMITE\r\n'
        b'Content-Disposition: form-data; name="fichier"; filename="a' + saut.encode() + b'.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + image() + b"\r\n--LIMITE--\r\n"
    )
    reponse = client_de(affilie).post(ICI, corps, content_type="multipart/form-data; boundary=LIMITE")
    assert reponse.status_code in {200, 302, 400}
    assert "X-Pirate" not in reponse
    for piece in Piece.objects.all():
        assert piece.nom.isprintable()


def test_trop_lourd_est_dit(client_de: ClientDe, affilie: Persona, settings: Settings) -> None:
    settings.PIECE_MAX = 500
    reponse = envoyer(client_de(affilie), "a.jpg", image())
    assert "trop lourd" in reponse.content.decode()
    assert not Piece.objects.exists()


def test_deux_fichiers_ou_deux_natures_sont_refuses(client_de: ClientDe, affilie: Persona) -> None:
    deux = [SimpleUploadedFile("a.jpg", image()), SimpleUploadedFile("b.jpg", image())]
    assert client_de(affilie).post(ICI, {"genre": "rib", "fichier": deux}).status_code == 400
    assert client_de(affilie).post(ICI, {"genre": ["rib", "impot"], "fichier": deux[0]}).status_code == 400
    assert not Piece.objects.exists()


@pytest.mark.parametrize("genre", ["", "virus", "RIB", "rib' OR 1=1"])
def test_une_nature_inconnue(client_de: ClientDe, affilie: Persona, genre: str) -> None:
    reponse = envoyer(client_de(affilie), "a.jpg", image(), genre=genre)
    assert "Choisissez la nature" in reponse.content.decode()
    assert not Piece.objects.exists()


def test_un_texte_a_la_place_du_fichier(client_de: ClientDe, affilie: Persona) -> None:
    reponse = client_de(affilie).post(ICI, {"genre": "rib", "fichier": "photo.jpg"})
    assert "Choisissez le fichier" in reponse.content.decode()


def test_des_octets_au_hasard_ne_font_jamais_de_panne(client_de: ClientDe, affilie: Persona) -> None:
    """Honest files, damaged in one place."""
    client = client_de(affilie)
    for nom, saine in (("a.pdf", pdf(pages=2)), ("a.jpg", image()), ("a.png", image("PNG"))):
        for place in range(12, len(saine) - 1, len(saine) // 7):
            abime = bytearray(saine)
            abime[place : place + 3] = b"\xff\x00\xff"
            assert envoyer(client, nom, bytes(abime)).status_code in {200, 302, 429}
