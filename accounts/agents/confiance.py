"""Is it an agent, did they give a code, and when?"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Compte

FRAICHEUR = timedelta(minutes=10)  # of a code, for acts that cannot be undone
_CODE_LE = "code_le"


def est_un_agent(request: HttpRequest) -> bool:
    """An agent who gave their password; nothing more."""
    return isinstance(request.user, Compte) and request.user.is_active and request.user.est_agent


def est_verifie(request: HttpRequest) -> bool:
    """An agent who gave a code in this session, of an authentificateur that is still theirs."""
    return est_un_agent(request) and getattr(request.user, "otp_device", None) is not None  # set by OTPMiddleware


def noter_code(session: SessionBase, *, maintenant: datetime) -> None:
    """A code was just given."""
    session[_CODE_LE] = maintenant.timestamp()


def code_recent(request: HttpRequest) -> bool:
    """Whether a code was given less than `FRAICHEUR` ago."""
    depuis: float = request.session.get(_CODE_LE, 0)
    return timezone.now().timestamp() - depuis < FRAICHEUR.total_seconds()


def page_du_code(suite: str) -> str:
    """Where a code is asked for, on the way to `suite`."""
    return f"{reverse('admin:code')}?{urlencode({'next': suite}, safe='/')}"
