"""What is looked at before Django reads a request: some headers make it fail where it has no page to answer with."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

TROP_GRAND = "corps trop grand"
REFUS = "portail.refus"  # key of the WSGI environment: why the request is to be answered with a 400
_TYPE_DE_CONTENU = re.compile(
    r"""[\w.+-]+/[\w.+-]+ (?: \s*;\s* (?: charset="?utf-?8"? | boundary=[^;*\x00-\x1f\x7f-\xff]{1,80} ) )*""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def garder(application: Application, *, taille_max: int, par_chemin: Mapping[str, int] | None = None) -> Application:
    """Marks and empties the requests whose body is larger than `taille_max` bytes or in a strange encoding.

    `par_chemin`: the few paths that take more, and how much.

    Only UTF-8 is spoken here. Other charsets reach codecs that are no encodings of text (`hex`, `zlib`), and
    RFC 2231 parameters (`charset*=`) make Django's request itself raise.
    """

    def gardee(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        admis = (par_chemin or {}).get(environ.get("PATH_INFO", ""), taille_max)
        if refus := _refus(environ, admis):
            environ |= {REFUS: refus, "CONTENT_TYPE": "", "CONTENT_LENGTH": "0"}
        return application(environ, start_response)

    return gardee


def _refus(environ: dict[str, Any], taille_max: int) -> str:
    type_de_contenu = environ.get("CONTENT_TYPE") or "text/plain"
    if not _TYPE_DE_CONTENU.fullmatch(type_de_contenu.strip()):
        return "type de contenu refusé"
    longueur = environ.get("CONTENT_LENGTH") or "0"
    if not (longueur.isascii() and longueur.isdigit()) or int(longueur) > taille_max:
        return TROP_GRAND
    return ""
