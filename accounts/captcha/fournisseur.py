"""What every way of proving oneself human has in common."""

from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString

SANS_JAVASCRIPT = "sans-javascript"  # parameter of the address that asks for the way without
COCHEZ = "Cochez la case « Je ne suis pas un robot »."
EXPIRE = "La vérification a expiré ou a déjà servi. Cochez de nouveau la case « Je ne suis pas un robot »."


@dataclass(frozen=True)
class Ok:
    """Proven, once: the same answer will be refused from now on."""


@dataclass(frozen=True)
class Refus:
    """Not proven; `message` says in French what to do."""

    message: str


@dataclass(frozen=True)
class Indisponible:
    """Nobody can tell: never passes, never breaks. `cause` is for the logs."""

    cause: str


Verdict = Ok | Refus | Indisponible


@dataclass(frozen=True)
class Contexte:
    """Whom the proof is asked of, and for which form: a proof given elsewhere is worth nothing here."""

    request: HttpRequest
    formulaire: str

    @property
    def liaison(self) -> str:
        """Keyed digest of the form, the browser (its CSRF secret) and the session, if there is one.

        A visitor has no session: making one for each passing robot would fill a table.
        """
        get_token(self.request)  # gives a secret to a browser that has none
        session = self.request.session.session_key or ""
        qui = "\n".join([self.formulaire, self.request.META["CSRF_COOKIE"], session])
        return salted_hmac("accounts.captcha.liaison", qui, algorithm="sha256").hexdigest()

    @property
    def adresse_sans_javascript(self) -> str:
        """The same page, the way without JavaScript."""
        parametres = self.request.GET.copy()
        parametres[SANS_JAVASCRIPT] = "1"
        return f"?{parametres.urlencode()}"


@dataclass(frozen=True)
class Trace:
    """Where the field is on the page. `valeur` is what was sent, if anything was."""

    nom: str
    identifiant: str
    decrit_par: str
    valeur: str


class Fournisseur(Protocol):
    """A way of proving. `verify` takes what the form sent, of any length and shape, and never raises."""

    def render(self, contexte: Contexte, trace: Trace) -> SafeString: ...

    def verify(self, contexte: Contexte, reponse: str) -> Verdict: ...
