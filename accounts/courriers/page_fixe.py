"""What all letters of a batch have in common, laid out once, and where their fields lie on it."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string

from accounts.courriers.lettre import LIGNES, Lettre
from carpimko_portal.lib.caisse import caisse
from carpimko_portal.lib.pdf.atelier import ATELIER

GABARIT = "pdf/mot-de-passe-provisoire/v1.html"
_POINTS_PAR_PIXEL = 72 / 96
_HAUTEUR = 297 / 25.4 * 72
_CODE_POSTAL = re.compile(r"^\d+\s+|\s+CEDEX.*$", re.IGNORECASE)


@dataclass(frozen=True)
class PageFixe:
    """`octets`: a PDF of one page. `champs`: where each field starts, in points from the bottom left corner."""

    octets: bytes = field(repr=False)
    champs: dict[str, tuple[float, float]]


class LettreTropLongue(ValueError):
    """The letter does not hold on one page."""


@lru_cache(maxsize=8)
def page_fixe(jours: int, le: date) -> PageFixe:
    """The page without its fields, for letters good for `jours` days and dated `le`."""
    return _composer(_Vide(), jours, le)


def page_entiere(lettre: Lettre, le: date, *, resserree: bool = True) -> PageFixe:
    """The page with everything on it, but for the mark. `resserree`: an address that needs smaller letters."""
    return _composer(lettre, lettre.jours, le, resserree=resserree)


def _composer(lettre: "Lettre | _Vide", jours: int, le: date, *, resserree: bool = False) -> PageFixe:
    html = render_to_string(
        GABARIT,
        {
            "lettre": lettre,
            "resserree": resserree,
            "jours": jours,
            "date": le,
            "lieu": _lieu(),
            "caisse": {**caisse(), "site": settings.CAISSE_SITE.removeprefix("https://")},
            "est_specimen": settings.DEMONSTRATION,
        },
    )
    octets, pages = ATELIER.composer(html)
    if len(pages) != 1:
        raise LettreTropLongue(f"{len(pages)} pages")
    champs = {nom: (x * _POINTS_PAR_PIXEL, _HAUTEUR - y * _POINTS_PAR_PIXEL) for nom, (x, y, *_) in pages[0].items()}
    return PageFixe(octets, champs)


@dataclass(frozen=True)
class _Vide:
    """A letter whose fields say nothing."""

    adresse: tuple[str, ...] = ("",) * LIGNES
    repere_du_lot: str = ""
    repere_du_rang: str = ""
    appel: str = ""
    secret: str = ""


def _lieu() -> str:
    """The town of the fund: its address ends with it."""
    return _CODE_POSTAL.sub("", settings.CAISSE_ADRESSE[-1])
