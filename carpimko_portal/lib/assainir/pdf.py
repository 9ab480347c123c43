"""A PDF written again: its pages as they look, in a new document that has no catalogue, form, script or file."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from carpimko_portal.lib.assainir.formats import FichierRefuse, Motif
from carpimko_portal.lib.assainir.images import PIXELS_MAX

PAGES_MAX = 60
OBJETS_MAX = 20_000  # a tagged document of sixty pages has some ten thousand
DEPLIE_MAX = 400_000_000  # bytes of all streams once inflated; a page scanned in colour at 300 dpi has 26 million
_FLUX_MAX = 120_000_000  # of one of them
_PROFONDEUR_MAX = 40
_DE_PAGE = {
    "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Group", "/UserUnit",
}  # fmt: skip
# What acts, holds another file, or says who made the document. Not `/A`, which is also a letter of a font: annotations
# and the outline, the only holders of actions, are gone.
_ACTIFS = {
    "/AA", "/AcroForm", "/AF", "/Annots", "/EF", "/EmbeddedFile", "/EmbeddedFiles", "/JS", "/JavaScript",
    "/Launch", "/Metadata", "/Names", "/OpenAction", "/OPI", "/PieceInfo", "/Ref", "/RichMediaContent", "/URI", "/XFA",
}  # fmt: skip
_COMPRESSES = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}


def recrire(octets: bytes) -> tuple[bytes, int]:
    """The new document and its number of pages. Raises `FichierRefuse`."""
    if b"%%EOF" not in octets[-2048:]:
        raise FichierRefuse(Motif.ILLISIBLE)  # cut short: what is missing would not be noticed
    try:
        with pikepdf.open(BytesIO(octets)) as source:
            return _recrire(source)
    except pikepdf.PasswordError as cause:
        raise FichierRefuse(Motif.CHIFFRE) from cause
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, ValueError, TypeError, KeyError, RuntimeError) as cause:
        raise cause if isinstance(cause, FichierRefuse) else FichierRefuse(Motif.ILLISIBLE) from cause


def _recrire(source: pikepdf.Pdf) -> tuple[bytes, int]:
    _admettre(source)
    if "/AcroForm" in source.Root:
        source.generate_appearance_streams()
    source.flatten_annotations("all")  # what was typed in a form stays, as ink
    neuf = pikepdf.new()
    for page in source.pages:
        for cle in set(page.obj.keys()) - _DE_PAGE:
            del page.obj[cle]
    neuf.pages.extend(source.pages)
    _nettoyer(neuf)
    sortie = BytesIO()
    neuf.save(sortie, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    _controler(sortie)
    return sortie.getvalue(), len(neuf.pages)


def _admettre(source: pikepdf.Pdf) -> None:
    if source.is_encrypted:
        raise FichierRefuse(Motif.CHIFFRE)
    if not 1 <= len(source.pages) <= PAGES_MAX or len(source.objects) > OBJETS_MAX:
        raise FichierRefuse(Motif.PAGES)
    if source.Root.get("/NeedsRendering"):  # the page is drawn by a program: there is nothing to keep
        raise FichierRefuse(Motif.FORMULAIRE)


def _nettoyer(pdf: pikepdf.Pdf) -> None:
    deplie = 0
    for objet in pdf.objects:
        for dictionnaire in _dictionnaires(objet):
            for cle in _ACTIFS & set(dictionnaire.keys()):
                del dictionnaire[cle]
        if isinstance(objet, pikepdf.Stream):
            deplie += _mesurer(objet)
            if deplie > DEPLIE_MAX:
                raise FichierRefuse(Motif.PIXELS)


def _controler(sortie: BytesIO) -> None:
    """What was written is read again: nothing of what acts is left."""
    with pikepdf.open(BytesIO(sortie.getvalue())) as pdf:
        for objet in [pdf.Root, *pdf.objects]:
            if any(_ACTIFS & set(dictionnaire.keys()) for dictionnaire in _dictionnaires(objet)):
                raise FichierRefuse(Motif.ILLISIBLE)


def _dictionnaires(objet: Any, profondeur: int = 0) -> Iterator[Any]:
    """`objet` and the dictionaries written inside it; those it points at are objects of their own."""
    if profondeur > _PROFONDEUR_MAX:
        raise FichierRefuse(Motif.ILLISIBLE)
    if isinstance(objet, pikepdf.Stream):
        yield from _dictionnaires(objet.stream_dict, profondeur + 1)
    elif isinstance(objet, pikepdf.Dictionary):
        yield objet
        for valeur in list(objet.as_dict().values()):
            yield from _directs(valeur, profondeur)
    elif isinstance(objet, pikepdf.Array):
        for valeur in list(objet):
            yield from _directs(valeur, profondeur)


def _directs(valeur: Any, profondeur: int) -> Iterator[Any]:
    if isinstance(valeur, pikepdf.Dictionary | pikepdf.Array) and not valeur.is_indirect:
        yield from _dictionnaires(valeur, profondeur + 1)


def _mesurer(flux: pikepdf.Stream) -> int:
    """Bytes of the stream once inflated, counted without keeping them. Raises `FichierRefuse`."""
    if "/F" in flux or _pixels(flux) > PIXELS_MAX:
        raise FichierRefuse(Motif.PIXELS if "/F" not in flux else Motif.ILLISIBLE)
    filtres = [str(un) for un in _liste(flux.get("/Filter"))]
    if sum(filtre in _COMPRESSES for filtre in filtres) > 1:  # a bomb in a bomb
        raise FichierRefuse(Motif.ILLISIBLE)
    brut = flux.read_raw_bytes()
    return _deplier(brut) if filtres[:1] in (["/FlateDecode"], ["/Fl"]) else len(brut)


def _pixels(flux: pikepdf.Stream) -> int:
    return int(flux.get("/Width", 0)) * int(flux.get("/Height", 0))


def _liste(valeur: Any) -> list[Any]:
    if valeur is None:
        return []
    return list(valeur) if isinstance(valeur, pikepdf.Array) else [valeur]


def _deplier(brut: bytes) -> int:
    machine, total, reste = zlib.decompressobj(), 0, brut
    try:
        while reste and not machine.eof:
            total += len(machine.decompress(reste, 1_000_000))
            reste = machine.unconsumed_tail
            if total > _FLUX_MAX:
                raise FichierRefuse(Motif.PIXELS)
    except zlib.error:
        return total  # readers show what they can of it
    return total
