"""Calls to FranceConnect: bounded in time and in size, followed nowhere."""

from time import monotonic
from typing import Any

import requests

from accounts.franceconnect.configuration import DELAI
from accounts.franceconnect.refus import Motif, RefusFranceConnect

_TAILLE_MAX = 100_000  # bytes; the longest honest answer has two thousand


def appeler(methode: str, url: str, **options: Any) -> tuple[str, str]:
    """(media type, text) of a 200 answer. Raises `RefusFranceConnect` on anything else.

    What was answered instead never reaches the logs: it may hold what was sent.
    """
    fin = monotonic() + DELAI
    try:
        with requests.request(
            methode, url, timeout=(3, DELAI), allow_redirects=False, stream=True, **options
        ) as reponse:
            corps = b""
            for morceau in reponse.iter_content(8_192):
                corps += morceau
                if len(corps) > _TAILLE_MAX or monotonic() > fin:
                    raise RefusFranceConnect("réponse trop longue", Motif.INDISPONIBLE)
    except (requests.RequestException, OSError) as erreur:
        raise RefusFranceConnect(f"appel {type(erreur).__name__}", Motif.INDISPONIBLE) from None
    if reponse.status_code != 200:
        motif = Motif.INDISPONIBLE if reponse.status_code >= 500 else Motif.ECHEC
        raise RefusFranceConnect(f"statut {reponse.status_code}", motif)
    media = reponse.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        return media, corps.decode()
    except UnicodeDecodeError:
        raise RefusFranceConnect("réponse illisible") from None
