"""A picture drawn again: pixels and nothing else (no position, no camera, no comment, nothing after the end)."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from carpimko_portal.lib.assainir.formats import FichierRefuse, Format, Motif

PIXELS_MAX = 40_000_000
_QUALITE = 88


def redessiner(octets: bytes, format_lu: Format) -> bytes:
    """Raises `FichierRefuse`."""
    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    admis = [format_lu.name]
    try:
        with Image.open(BytesIO(octets), formats=admis) as image:
            if image.width * image.height > PIXELS_MAX:
                raise FichierRefuse(Motif.PIXELS)
            image.verify()
        with Image.open(BytesIO(octets), formats=admis) as image:
            image.load()
            return _ecrire(ImageOps.exif_transpose(image), format_lu)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bombe:
        raise FichierRefuse(Motif.PIXELS) from bombe
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as cause:
        raise cause if isinstance(cause, FichierRefuse) else FichierRefuse(Motif.ILLISIBLE) from cause


def _ecrire(image: Image.Image, format_lu: Format) -> bytes:
    """On a new canvas: what Pillow remembers of the file does not follow."""
    avec_transparence = format_lu is Format.PNG and ("A" in image.getbands() or "transparency" in image.info)
    mode = "RGBA" if avec_transparence else "L" if image.mode in {"1", "L"} else "RGB"
    pixels = image.convert(mode)
    toile = Image.new(mode, pixels.size)
    toile.paste(pixels)
    sortie = BytesIO()
    options = {"quality": _QUALITE} if format_lu is Format.JPEG else {}
    toile.save(sortie, format_lu.name, **options)
    return sortie.getvalue()
