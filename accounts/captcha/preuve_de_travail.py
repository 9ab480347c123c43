"""The self-hosted way: the browser of a person computes for about a second, nothing leaves the portal."""

import base64
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha import create_challenge, verify_solution
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString

from accounts.captcha.fournisseur import COCHEZ, EXPIRE, Contexte, Ok, Refus, Trace, Verdict
from accounts.captcha.usage import consommer

DUREE = timedelta(minutes=10)
_LONGUEUR_MAX = 4096  # of an answer; a real one has about 900 characters
_ALGORITHME, _ITERATIONS = "PBKDF2/SHA-256", 5000


class PreuveDeTravail:
    """Finds the counter whose derived key starts as the challenge says. `laissez_passer`: see `reserve`."""

    def __init__(self, laissez_passer: str = "") -> None:
        self.laissez_passer = laissez_passer

    def render(self, contexte: Contexte, trace: Trace) -> SafeString:
        defi = reverse("accounts:defi_captcha", args=[contexte.formulaire])
        variables = {
            "contexte": contexte,
            "trace": trace,
            "defi": defi,
            "duree": int(DUREE.total_seconds()),
            "laissez_passer": self.laissez_passer,
        }
        return render_to_string("accounts/captcha/preuve_de_travail.html", variables, contexte.request)

    def verify(self, contexte: Contexte, reponse: str) -> Verdict:
        if not reponse:
            return Refus(COCHEZ)
        parametres = _parametres_prouves(reponse)
        if parametres is None or parametres["data"] != {"liaison": contexte.liaison}:
            return Refus(EXPIRE)
        fin = datetime.fromtimestamp(parametres["expiresAt"], UTC)
        return Ok() if consommer(cle=f"defi:{parametres['nonce']}", expire_le=fin) else Refus(EXPIRE)


def nouveau_defi(contexte: Contexte) -> dict[str, Any]:
    """A signed challenge for this form and this browser, good for ten minutes. Writes nothing."""
    moitie = settings.CAPTCHA_TRAVAIL // 2
    challenge = create_challenge(
        _ALGORITHME,
        _ITERATIONS,
        counter=moitie + secrets.randbelow(moitie),
        expires_at=timezone.now() + DUREE,
        data={"liaison": contexte.liaison},
        hmac_secret=_cle("defi"),
        hmac_key_secret=_cle("solution"),
    )
    return dict(challenge.to_dict())


def _parametres_prouves(reponse: str) -> dict[str, Any] | None:
    """Parameters of the challenge we signed and that `reponse` solves in time; `None` in any other case."""
    if len(reponse) > _LONGUEUR_MAX:
        return None
    try:
        resultat = verify_solution(reponse, _cle("defi"), hmac_key_secret=_cle("solution"))
        # Read only once proven: until then these are a stranger's words, of any shape.
        parametres = json.loads(base64.b64decode(reponse))["challenge"]["parameters"] if resultat.verified else None
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        return None
    return dict(parametres) if parametres else None


def _cle(usage: str) -> bytes:
    return salted_hmac("accounts.captcha.preuve_de_travail", usage, algorithm="sha256").digest()
