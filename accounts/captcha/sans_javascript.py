"""The way without JavaScript: waiting a minute, which costs a robot what computing would."""

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.captcha.fournisseur import SANS_JAVASCRIPT, Contexte, Ok, Refus, Trace, Verdict
from accounts.captcha.limites import autoriser_sans_javascript
from accounts.captcha.usage import consommer

PREFIXE = "attente:"  # no base64 has a colon
ATTENTE, DUREE = timedelta(seconds=60), timedelta(minutes=15)
_SEL = "accounts.captcha.sans_javascript"
_EXPIRE = "Cette page a expiré ou a déjà servi. Attendez de nouveau le délai indiqué, puis validez."
_TROP = (
    "Trop de demandes sans JavaScript viennent de votre connexion. Réessayez dans une heure, "
    "utilisez un navigateur avec JavaScript, ou contactez-nous par téléphone ou par courrier."
)


class SansJavascript:
    """A signed ticket, drawn with the page, good from one to fifteen minutes later, for one use."""

    def render(self, contexte: Contexte, trace: Trace) -> SafeString:
        billet = _lire(contexte, trace.valeur)
        emis = billet["t"] if billet else int(time.time())
        variables = {
            "trace": trace,
            "billet": trace.valeur if billet else _emettre(contexte, emis),
            "reste": max(0, emis + int(ATTENTE.total_seconds()) - int(time.time())),
            "avant": datetime.fromtimestamp(emis, UTC) + DUREE,
            "retour": adresse_avec_javascript(contexte.request),
        }
        return render_to_string("accounts/captcha/sans_javascript.html", variables, contexte.request)

    def verify(self, contexte: Contexte, reponse: str) -> Verdict:
        billet = _lire(contexte, reponse)
        if billet is None:
            return Refus(_EXPIRE)
        reste = int(billet["t"] + ATTENTE.total_seconds() - time.time())
        if reste > 0:
            return Refus(f"Il reste {reste}\u00a0secondes d’attente. Validez de nouveau ensuite.")
        fin = datetime.fromtimestamp(billet["t"], UTC) + DUREE
        if not consommer(cle=f"billet:{billet['n']}", expire_le=fin):
            return Refus(_EXPIRE)
        return Ok() if autoriser_sans_javascript(contexte.request) else Refus(_TROP)


def adresse_avec_javascript(request: HttpRequest) -> str:
    parametres = request.GET.copy()
    parametres.pop(SANS_JAVASCRIPT, None)
    return f"{request.path}?{parametres.urlencode()}".removesuffix("?")


def _emettre(contexte: Contexte, emis: int) -> str:
    billet = {"n": secrets.token_hex(16), "l": contexte.liaison, "t": emis}
    return PREFIXE + signing.dumps(billet, salt=_SEL)


def _lire(contexte: Contexte, valeur: str) -> dict[str, Any] | None:
    """The ticket, if it is ours, of this form and browser, not used up and less than fifteen minutes old."""
    if len(valeur) > 512:
        return None
    try:
        billet: dict[str, Any] = signing.loads(valeur.removeprefix(PREFIXE), salt=_SEL, max_age=DUREE)
    except (signing.BadSignature, ValueError):
        return None
    return billet if billet["l"] == contexte.liaison else None
