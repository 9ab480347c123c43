"""Google's reCAPTCHA v2, held at arm's length: whatever Google does, we answer within three seconds."""

import json
import logging
import threading
import time
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django_recaptcha.client import recaptcha_request

from accounts.captcha.fournisseur import COCHEZ, EXPIRE, Contexte, Indisponible, Ok, Refus, Trace, Verdict
from accounts.captcha.preuve_de_travail import DUREE
from accounts.captcha.usage import consommer

JETON = "g-recaptcha-response"
PREFIXE = "google:"
REPIT = 30.0  # seconds without asking Google again after a failure
_LONGUEUR_MAX = 4096
_DE_LA_PERSONNE = frozenset({"missing-input-response", "invalid-input-response", "timeout-or-duplicate"})
_journal = logging.getLogger(__name__)


class Disjoncteur:
    """After a failure, this process leaves Google alone for a while: an outage must not hold every thread."""

    def __init__(self) -> None:
        self._jusqu_a = 0.0

    def ouvrir(self) -> None:
        self._jusqu_a = time.monotonic() + REPIT

    def fermer(self) -> None:
        self._jusqu_a = 0.0

    @property
    def est_ouvert(self) -> bool:
        return time.monotonic() < self._jusqu_a


disjoncteur = Disjoncteur()


class Recaptcha:
    def render(self, contexte: Contexte, trace: Trace) -> SafeString:
        variables = {"contexte": contexte, "trace": trace, "cle": settings.RECAPTCHA_PUBLIC_KEY}
        return render_to_string("accounts/captcha/recaptcha.html", variables, contexte.request)

    def verify(self, contexte: Contexte, reponse: str) -> Verdict:
        jeton = reponse.removeprefix(PREFIXE)
        if not jeton:
            return Refus(COCHEZ)
        if len(jeton) > _LONGUEUR_MAX:
            return Refus(EXPIRE)
        verdict = Indisponible("disjoncteur ouvert") if disjoncteur.est_ouvert else _demander(jeton)
        if isinstance(verdict, Indisponible):
            _journal.warning("reCAPTCHA indisponible : %s", verdict.cause)
        elif isinstance(verdict, Ok) and not consommer(cle=PREFIXE + jeton, expire_le=timezone.now() + DUREE):
            return Refus(EXPIRE)
        return verdict


def _demander(jeton: str) -> Verdict:
    """Google's word, awaited three seconds in all: its own timeout covers neither DNS nor a dripping answer."""
    recu: list[Verdict] = []
    fil = threading.Thread(target=lambda: recu.append(_lire(jeton)), daemon=True, name="recaptcha")
    fil.start()
    fil.join(settings.RECAPTCHA_VERIFY_REQUEST_TIMEOUT)
    verdict = recu[0] if recu else Indisponible("pas de réponse à temps")
    if isinstance(verdict, Indisponible):
        disjoncteur.ouvrir()
    else:
        disjoncteur.fermer()
    return verdict


def _lire(jeton: str) -> Verdict:
    demande = urlencode({"secret": settings.RECAPTCHA_PRIVATE_KEY, "response": jeton}).encode()
    try:
        with recaptcha_request(demande) as reponse:
            dit: Any = json.loads(reponse.read(65_536))
    except (OSError, HTTPException, ValueError, RecursionError) as panne:  # HTTP 500 and URLError are OSError
        return Indisponible(f"{type(panne).__name__} : {panne}")
    if not isinstance(dit, dict):
        return Indisponible("réponse d’une autre forme")
    if dit.get("success") is True:
        return Ok()
    codes = dit.get("error-codes")
    if isinstance(codes, list) and codes and _DE_LA_PERSONNE.issuperset(map(str, codes)):
        return Refus(EXPIRE)
    return Indisponible(f"refus sans faute de la personne : {codes!r}")  # our keys, or Google's trouble
