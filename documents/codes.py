"""The code printed on each document: who knows it holds the paper. Only its digest is kept.

It is in the path of the address that the QR code leads to, not in a query string nor in a fragment: a fragment would
need JavaScript. All it opens is what the paper itself says, and a page that asks before it looks.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

import segno
from django.conf import settings
from django.urls import reverse

from carpimko_portal.lib import symboles

LONGUEUR = 16  # 74 bits


@dataclass(frozen=True)
class Verification:
    """What the foot of a document says: `code` in groups, `adresse` to type, `qr` an image as a `data:` address."""

    code: str
    adresse: str
    qr: str
    jusqu_au: date | None


def tirer() -> str:
    """A new code."""
    return symboles.tirer(LONGUEUR)


def normaliser(saisie: str) -> str | None:
    """What was meant by `saisie`, whatever its case, spaces and dashes; `None` when it can be no code."""
    return symboles.normaliser(saisie, LONGUEUR)


def empreinte(code: str) -> str:
    """SHA-256 in hexadecimal: 74 bits drawn at random need no key."""
    return hashlib.sha256(code.encode()).hexdigest()


def verification(code: str, *, jusqu_au: date | None) -> Verification:
    """How a document that holds until `jusqu_au` says that it can be checked."""
    adresse = settings.ADRESSE_PUBLIQUE + reverse("verification:code", args=[code])
    # Choosing among the masks costs four times the rest; correction M is enough on paper.
    qr = segno.make(adresse, error="m", mask=3, boost_error=False, micro=False)
    return Verification(
        code=symboles.presenter(code),
        adresse=(settings.ADRESSE_PUBLIQUE + reverse("verification:accueil")).split("://", 1)[-1],
        qr=qr.svg_data_uri(border=0, omitsize=True, svgversion=None, nl=False, xmldecl=False),
        jusqu_au=jusqu_au,
    )
