"""Going to FranceConnect, and recognising who comes back: one `state`, one browser, one use, fifteen minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from accounts.captcha.usage import consommer
from accounts.franceconnect.configuration import reglage
from accounts.franceconnect.refus import RefusFranceConnect

DUREE = timedelta(minutes=15)
_ETATS = "oidc_states"  # the library's own


class Intention(Enum):
    """Why the person goes to FranceConnect."""

    ENTRER = "entrer"
    ASSOCIER = "associer"  # one more dossier
    PROUVER = "prouver"  # that they still are who they were


@dataclass(frozen=True)
class Depart:
    """What was meant when the person left. `suite`: where they wanted to go, as a local address or ""."""

    nonce: str
    intention: Intention
    suite: str


class _Demande(OIDCAuthenticationRequestView):  # type: ignore[misc] # the library has no types
    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return reglage(attr, *args)


def partir(request: HttpRequest, *, intention: Intention) -> HttpResponseRedirect:
    """To FranceConnect. `?next=` belongs to this departure: another tab keeps its own."""
    reponse: HttpResponseRedirect = _Demande().get(request)
    state = parse_qs(urlsplit(reponse.url).query)["state"][0]
    suite = request.session.pop("oidc_login_next", None)
    request.session[_ETATS][state] |= {"suite": suite or "", "intention": intention.value}
    return reponse


def revenir(request: HttpRequest) -> Depart | None:
    """The departure this return answers to, used up; `None` when it is none of this browser's, too old, or replayed.

    Raises `RefusFranceConnect` when it says to come from someone else (RFC 9207).
    """
    state = request.GET.get("state", "")
    etats = request.session.get(_ETATS, {})
    if state not in etats:
        return None
    depart = etats.pop(state)
    if not _oublier(request):
        return None
    parti_le = datetime.fromtimestamp(depart["added_on"], tz=timezone.get_current_timezone())
    fin = parti_le + DUREE
    if timezone.now() >= fin or not consommer(cle=f"franceconnect-state:{state}", expire_le=fin):
        return None
    if request.GET.get("iss", settings.FRANCECONNECT_EMETTEUR) != settings.FRANCECONNECT_EMETTEUR:
        raise RefusFranceConnect("émetteur du retour")
    return Depart(depart["nonce"], Intention(depart["intention"]), depart["suite"])


def _oublier(request: HttpRequest) -> bool:
    """Saves the session at once: the calls that follow are slow, and another tab must not find the departure again.

    Whether there was a session left to save: another return may have opened the dossier under a new one meanwhile.
    """
    try:
        request.session.save()
    except UpdateError:
        request.session.modified = False  # nothing for the middleware to save either
        return False
    request.session.modified = True
    return True
