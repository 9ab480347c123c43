"""The restricted session: anonymous for every page but those of the choice."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.enums import Acte
from accounts.franceconnect.attente import vider
from accounts.journal import journaliser
from accounts.models import SecretProvisoire

INACTIVITE = timedelta(minutes=10)
DUREE = timedelta(minutes=30)  # for which one browser holds the secret
_CLE = "choix"


def marque_de(session: SessionBase) -> str:
    """What a row keeps of a session, to know it again; empty when there is none yet."""
    cle = session.session_key
    return salted_hmac("accounts.choix", cle, algorithm="sha256").hexdigest() if cle else ""


@transaction.atomic
def tenir(request: HttpRequest, *, secret: SecretProvisoire) -> bool:
    """Gives the browser a new session that holds the secret; false when somebody else was first.

    One conditional UPDATE decides. The browser that held it already takes it again.
    """
    avant = marque_de(request.session)
    vider(request.session)
    request.session.create()
    maintenant = timezone.now()
    libres = SecretProvisoire.objects.utilisables(maintenant).libres(maintenant, avant).filter(pk=secret.pk)
    if not libres.update(tenu_par=marque_de(request.session), tenu_jusqu_a=maintenant + DUREE):
        vider(request.session)
        return False
    request.session[_CLE] = {"secret": str(secret.public_id), "vue_le": maintenant.timestamp()}
    journaliser(acte=Acte.SECRET_PRESENTE, par=None, dossier=secret.dossier, canal=secret.canal)
    return True


def secret_tenu(session: SessionBase, *, maintenant: datetime) -> SecretProvisoire | None:
    """The secret of this restricted session, if it still opens the choice; pushes its idleness back. One query."""
    choix: dict[str, Any] = session.get(_CLE, {})
    if not choix or maintenant.timestamp() - choix["vue_le"] >= INACTIVITE.total_seconds():
        return None
    tenus = SecretProvisoire.objects.tenus(maintenant, marque_de(session)).filter(public_id=choix["secret"])
    secret = tenus.select_related("dossier").first()
    if secret:
        session[_CLE] = {**choix, "vue_le": maintenant.timestamp()}
    return secret


def choix_commence(session: SessionBase) -> bool:
    """Whether this browser typed a provisional password, in time or not."""
    return _CLE in session


def retenir(session: SessionBase, *, empreinte: str) -> None:
    """Keeps the hash of the password chosen until the address is confirmed."""
    session[_CLE] = {**session[_CLE], "empreinte": empreinte}


def empreinte_retenue(session: SessionBase) -> str:
    """The hash that `retenir` kept; empty when nothing was chosen yet."""
    return str(session.get(_CLE, {}).get("empreinte", ""))
