"""The mail that carries a code. The code is drawn here, when it leaves: it is stored nowhere."""

import secrets
import uuid

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.enums import ActionConfirmee
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import CodeDeConfirmation, Envoi

CODE = "code-confirmation"
_POUR = {
    ActionConfirmee.CHOIX: "terminer le choix de votre mot de passe",
    ActionConfirmee.COURRIEL: "changer l’adresse e-mail de votre espace personnel",
    ActionConfirmee.ASSOCIER: "ouvrir votre dossier avec FranceConnect",
    ActionConfirmee.MANDAT: "signer votre mandat de prélèvement",
}


def enregistrer_le_code() -> None:
    """Makes the kind known. Called once, at start."""
    enregistrer(Genre(CODE, _rediger, frozenset({"code"})))


def tirer_code() -> str:
    """8 digits from the system's generator (26 bits)."""
    return f"{secrets.randbelow(10**8):08d}"


def _rediger(envoi: Envoi) -> Contenu:
    code = CodeDeConfirmation.objects.filter(public_id=uuid.UUID(envoi.references["code"])).first()
    if code is None:
        raise SansObjet("code remplacé")
    tire = tirer_code()
    _graver(code, make_password(tire))
    if code.dossier is None:
        raise SansObjet("leurre")
    valeurs = {"code": f"{tire[:4]} {tire[4:]}", "pour": _POUR[ActionConfirmee(code.action)]}
    return Contenu(code.adresse, {**valeurs, "minutes": int(code.DUREE.total_seconds()) // 60})


@transaction.atomic
def _graver(code: CodeDeConfirmation, empreinte: str) -> None:
    """A mail tried again carries another code, in place of the former. One that comes too late carries none."""
    maintenant = timezone.now()
    attendus = CodeDeConfirmation.objects.filter(
        pk=code.pk, utilise_le__isnull=True, demande_le__gt=maintenant - 3 * code.DUREE
    )
    if not attendus.update(empreinte=empreinte, expire_le=maintenant + code.DUREE):
        raise SansObjet("code trop ancien")
