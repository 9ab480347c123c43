"""The system libraries under WeasyPrint: are they there, and what to run when they are not."""

import ctypes
import ctypes.util
import sys
from functools import cache

COMMANDE = "bin/setup"

# Names as WeasyPrint looks them up, on Linux and on macOS.
_PANGO = (
    ("gobject-2.0", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    ("pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("harfbuzz", "libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    ("fontconfig", "libfontconfig.so.1", "libfontconfig.1.dylib"),
    ("pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
)
_DECOUPEUR = ("harfbuzz-subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib")


class PdfIndisponible(RuntimeError):
    """PDFs cannot be made on this machine until its system libraries are installed."""


@cache
def pdf_disponible() -> bool:
    """Whether all that WeasyPrint needs can be loaded. Found out once per process, in milliseconds."""
    return all(_se_charge(*noms) for noms in _PANGO)


@cache
def decoupe_rapide_disponible() -> bool:
    """Whether fonts are cut down by HarfBuzz: without it, one PDF takes ten times longer."""
    return _se_charge(*_DECOUPEUR)


def _se_charge(nom: str, *fichiers: str) -> bool:
    candidats = list(fichiers)
    if sys.platform != "linux":  # elsewhere the loader does not search where Homebrew installs
        candidats.append(ctypes.util.find_library(nom) or "")
    return any(_charger(fichier) for fichier in candidats if fichier)


def _charger(fichier: str) -> bool:
    try:
        ctypes.CDLL(fichier)
    except OSError:
        return False
    return True
