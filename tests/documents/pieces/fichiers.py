"""Files to deposit: honest ones, and all that one can think of against the portal."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from PIL import Image

from tests.harnais.clamd import EICAR

ACTIFS = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA", b"/XFA", b"/URI")
PROGRAMME = b"MZ\x90\x00" + b"\x00" * 60 + b"This program cannot be run in DOS mode."
PAGE_WEB = b"<!doctype html><script>alert(document.domain)</script>"


def image(format_: str = "JPEG", *, taille: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    sortie = io.BytesIO()
    Image.new("RGB", taille, (11, 92, 74)).save(sortie, format_, **options)
    return sortie.getvalue()


def photo_situee() -> bytes:
    """Taken on its side, somewhere."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation
    exif[0x010F] = "Appareil de Camille"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)  # latitude
    return image(exif=exif, comment=b"chez moi")


def pdf(*, pages: int = 1, avant: Callable[[pikepdf.Pdf], object] | None = None, **options: Any) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if avant:
        avant(document)
    sortie = io.BytesIO()
    document.save(sortie, **options)
    return sortie.getvalue()


TEL_QUEL: dict[str, Any] = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}


def _objet(**valeurs: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(**valeurs)


def _script(document: pikepdf.Pdf) -> None:
    action = _objet(S=pikepdf.Name.JavaScript, JS="app.alert('bonjour')")
    document.Root.OpenAction = document.make_indirect(action)
    document.Root.Names = _objet(JavaScript=_objet(Names=["un", action]))
    document.pages[0].AA = _objet(O=action)


def _piece_jointe(document: pikepdf.Pdf) -> None:
    document.attachments["facture.exe"] = PROGRAMME


def _lancement(document: pikepdf.Pdf) -> None:
    action = _objet(S=pikepdf.Name.Launch, F="cmd.exe")
    lien = _objet(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 600, 800], A=action)
    web = _objet(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
        A=_objet(S=pikepdf.Name.URI, URI="https://pirate.example/"),
    )  # fmt: skip
    document.pages[0].Annots = document.make_indirect(pikepdf.Array([lien, web]))


def _dans_une_image(document: pikepdf.Pdf) -> None:
    flux = document.make_stream(b"\x00" * 12, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=2, Height=2)
    flux.ColorSpace, flux.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    flux.AA = _objet(E=_objet(S=pikepdf.Name.JavaScript, JS="x"))
    flux.PieceInfo = _objet(Essai=_objet(Private=document.make_stream(PROGRAMME)))
    document.pages[0].Resources = _objet(XObject=_objet(Im0=flux))


def _dynamique(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = _objet(Fields=[], XFA=document.make_stream(b"<xdp/>"))
    document.Root.NeedsRendering = True


def _image_geante(document: pikepdf.Pdf) -> None:
    flux = document.make_stream(b"x", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=20000, Height=20000)
    document.pages[0].Resources = _objet(XObject=_objet(Im0=flux))


def _bombe(document: pikepdf.Pdf, *, couches: int = 1) -> None:
    machine = zlib.compressobj(9)
    contenu = b"".join([machine.compress(b"\x00" * 1_000_000) for _ in range(200)] + [machine.flush()])
    for _ in range(couches - 1):
        contenu = zlib.compress(contenu)
    flux = pikepdf.Stream(document, contenu)
    flux.Filter = pikepdf.Array([pikepdf.Name.FlateDecode] * couches)
    document.pages[0].Contents = document.make_indirect(flux)


def formulaire_rempli() -> bytes:
    """A field with its value, and a button that sends it away."""

    def remplir(document: pikepdf.Pdf) -> None:
        apparence = document.make_stream(b"BT /F1 12 Tf 10 10 Td (Camille) Tj ET")
        apparence.Type, apparence.Subtype, apparence.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 200, 40]
        champ = document.make_indirect(
            _objet(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="nom", V="Camille", F=4,
                Rect=[10, 10, 210, 50], AP=_objet(N=apparence), AA=_objet(K=_objet(S=pikepdf.Name.JavaScript, JS="x")),
            )
        )  # fmt: skip
        document.pages[0].Annots = pikepdf.Array([champ])
        document.Root.AcroForm = _objet(Fields=[champ])

    return pdf(avant=remplir)


def png_bombe(largeur: int = 30_000, hauteur: int = 30_000) -> bytes:
    """A header that promises 900 million pixels, in a few bytes."""

    def bloc(nom: bytes, contenu: bytes) -> bytes:
        return struct.pack("!I", len(contenu)) + nom + contenu + struct.pack("!I", zlib.crc32(nom + contenu))

    entete = struct.pack("!IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + bloc(b"IHDR", entete) + bloc(b"IDAT", zlib.compress(b"\x00" * 1000)) + bloc(b"IEND", b"")
    )


def png_aux_textes_enormes() -> bytes:
    """A compressed comment that inflates to 100 million bytes."""
    texte = b"zTXtComment\x00\x00" + zlib.compress(b"A" * 100_000_000, 9)
    bloc = struct.pack("!I", len(texte) - 4) + texte + struct.pack("!I", zlib.crc32(texte))
    saine = image("PNG", taille=(8, 8))
    return saine[:33] + bloc + saine[33:]


def archive() -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr("bombe.txt", b"\x00" * 5_000_000)
    return sortie.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BONJOUR = b"%PDF-1.7\n" + PAGE_WEB

# Refused, with a word of the reason.
REFUSES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "vide": ("a.pdf", lambda: b"", "vide"),
    "programme": ("a.exe", lambda: PROGRAMME, "pas accepté"),
    "programme renommé": ("facture.pdf", lambda: PROGRAMME, "contenu de ce fichier"),
    "page web renommée": ("facture.pdf", lambda: PAGE_WEB, "contenu de ce fichier"),
    "page web en image": ("photo.jpg", lambda: PAGE_WEB, "contenu de ce fichier"),
    "svg": ("logo.svg", lambda: SVG, "pas accepté"),
    "svg renommé": ("logo.png", lambda: SVG, "contenu de ce fichier"),
    "double extension": ("facture.pdf.exe", pdf, "pas accepté"),
    "sans extension": ("facture", pdf, "pas accepté"),
    "gif": ("a.gif", lambda: image("GIF"), "pas accepté"),
    "gif renommé": ("a.png", lambda: image("GIF"), "contenu de ce fichier"),
    "pdf en image": ("a.jpg", pdf, "contenu de ce fichier"),
    "zip renommé": ("a.pdf", archive, "contenu de ce fichier"),
    "zip devant un pdf": ("a.pdf", lambda: archive() + pdf(), "contenu de ce fichier"),
    "web dans un pdf": ("a.pdf", lambda: BONJOUR, "abîmé"),
    "pdf tronqué": ("a.pdf", lambda: pdf(pages=9)[:-200], "abîmé"),
    "pdf sans page": ("a.pdf", lambda: pdf(pages=0), "60 pages"),
    "pdf trop long": ("a.pdf", lambda: pdf(pages=61), "60 pages"),
    "pdf chiffré": ("a.pdf", lambda: pdf(encryption=pikepdf.Encryption(user="secret", owner="o")), "mot de passe"),
    "pdf verrouillé": ("a.pdf", lambda: pdf(encryption=pikepdf.Encryption(user="", owner="o")), "mot de passe"),
    "pdf dynamique": ("a.pdf", lambda: pdf(avant=_dynamique), "formulaire dynamique"),
    "pdf à l’image géante": ("a.pdf", lambda: pdf(avant=_image_geante), "trop grande"),
    "pdf bombe": ("a.pdf", lambda: pdf(avant=_bombe), "trop grande"),
    "pdf bombe double": ("a.pdf", lambda: pdf(avant=lambda d: _bombe(d, couches=2), **TEL_QUEL), "abîmé"),
    "image de 100 mégapixels": ("a.png", lambda: png_bombe(10_000, 10_000), "trop grande"),
    "image de 900 mégapixels": ("a.png", png_bombe, "trop grande"),
    "image tronquée": ("a.jpg", lambda: image()[:400], "abîmé"),
    "png tronqué": ("a.png", lambda: image("PNG")[:-30], "abîmé"),
    "textes énormes": ("a.png", png_aux_textes_enormes, "abîmé"),
    "zip nommé png": ("a.png", archive, "contenu de ce fichier"),
}  # fmt: skip

# Taken, once what acts has gone.
NETTOYES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "script": ("a.pdf", lambda: pdf(avant=_script)),
    "pièce jointe": ("a.pdf", lambda: pdf(avant=_piece_jointe)),
    "lancement": ("a.pdf", lambda: pdf(avant=_lancement)),
    "caché dans une image": ("a.pdf", lambda: pdf(avant=_dans_une_image)),
    "formulaire": ("a.pdf", formulaire_rempli),
    "jpeg suivi d’un zip": ("a.jpg", lambda: image() + archive()),
    "png suivi d’une page": ("a.png", lambda: image("PNG") + PAGE_WEB),
    "pdf suivi d’un zip": ("a.pdf", lambda: pdf() + b"\n" + archive()[:800]),
    "jpeg au commentaire": ("a.jpg", lambda: image(comment=PAGE_WEB)),
    "jpeg situé": ("a.jpeg", photo_situee),
}
INFECTE: tuple[str, Callable[[], bytes]] = (
    "a.pdf",
    lambda: pdf(avant=lambda d: d.pages[0].contents_add(EICAR), **TEL_QUEL),
)
